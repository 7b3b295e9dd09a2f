"""Places by their sound, with the tables that the terminal has."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.addresses import Region, parse_streets
from domain.gazetteer import Fit, Gazetteer, Place, parse_readings, short_length
from tests.paths import CONFIG

REGIONS = CONFIG / "regions"


def streets() -> tuple[Region, ...]:
    return parse_streets((REGIONS / "chongqing-streets.csv").read_text("utf-8"))


def readings() -> dict[str, tuple[str, ...]]:
    return parse_readings((REGIONS / "readings.tsv").read_text("utf-8"))


GAZETTEER = Gazetteer(streets(), readings())


def found(letters: str) -> list[str]:
    return [match.text for match in GAZETTEER.matches(letters)]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("yuzhong", ["渝中区", "渝中"]),
        ("yubei", ["渝北区", "渝北"]),
        ("jiangbei", ["江北区", "江北"]),
        ("nanan", ["南岸区", "南岸"]),
        ("NAN'AN", ["南岸区", "南岸"]),
        ("liangjiang", ["两江新区", "两江"]),
        ("cqs", ["重庆市"]),
        ("yzq", ["渝中区"]),
        ("jfb", ["解放碑", "解放碑街道"]),
        ("jfbjd", ["解放碑街道"]),
        ("jiefangb", ["解放碑", "解放碑街道"]),
        ("chongqingshiyuzhongqu", ["重庆市渝中区"]),
        ("chongqingyuzhong", ["重庆渝中区", "重庆渝中"]),
        ("yuzhongqujiefangbeijiedao", ["渝中区解放碑街道"]),
        ("cqsyzqjfb", ["重庆市渝中区解放碑"]),
        ("changshou", ["长寿区"]),
        ("qijiang", ["綦江区"]),
        ("youyang", ["酉阳土家族苗族自治县", "酉阳"]),
        ("fuling", ["涪陵区"]),
        ("beibei", ["北碚区"]),
        ("dianjiang", ["垫江县"]),
        ("tongnan", ["潼南区"]),
        ("shapingb", ["沙坪坝区"]),
    ],
)
def test_places_are_found_by_their_sound(letters: str, expected: list[str]) -> None:
    assert found(letters)[: len(expected)] == expected


def test_every_reading_of_a_character_is_right_but_the_usual_one_comes_first() -> None:
    assert "重庆市" in found("zhongqing")
    assert "涪陵区" in found("pouling")
    assert not found("zhong")[0].startswith("重")
    assert all(match.unusual for match in GAZETTEER.matches("zhongqing") if match.text == "重庆市")


@pytest.mark.parametrize("region", streets(), ids=lambda region: region.code)
def test_every_district_is_found_by_sound_and_by_initials(region: Region) -> None:
    sounds = [readings()[character][0] for character in region.name]
    assert found("".join(sounds))[0] == region.name
    assert region.name in found("".join(sound[0] for sound in sounds))
    short = sounds[: short_length(region.name)]
    assert region.name in found("".join(short))[:2]


def test_every_street_and_town_is_found_by_its_sound() -> None:
    table = readings()
    for region in streets():
        for street in region.streets:
            letters = "".join(table[character][0] for character in street)
            assert Place(region.code, region.name, street) in GAZETTEER.find_places(letters, 20), street


def test_every_character_of_the_region_table_has_a_reading() -> None:
    names = "".join(n for region in streets() for n in (region.name, *region.former_names, *region.streets))
    assert {c for c in names if not readings().get(c)} == set()


def test_a_district_of_old_leads_to_where_it_went() -> None:
    yubei = GAZETTEER.find_places("yubeiqu", 5)
    assert yubei == [Place("500157", "两江新区", former="渝北区"), Place("500109", "北碚区", former="渝北区")]
    assert Place("500157", "两江新区", former="江北区") in GAZETTEER.find_places("jiangbei", 5)


def test_a_search_gives_each_place_once_and_no_more_than_asked() -> None:
    assert GAZETTEER.find_places("yuzhong", 5) == [Place("500103", "渝中区")]
    assert len(GAZETTEER.find_places("l", 7)) == 7
    assert GAZETTEER.find_places("jiefangbei", 5) == [Place("500103", "渝中区", "解放碑街道")]
    assert GAZETTEER.find_places("yuzhong", 0) == []


@pytest.mark.parametrize("letters", ["", "'", "123", "重庆", " ", "qqqqq", "yuzhongv", "i" * 200, "chongqingshi" * 20])
def test_what_names_no_place_finds_none(letters: str) -> None:
    assert found(letters) == []
    assert GAZETTEER.find_places(letters, 5) == []


def test_fronts_are_names_that_something_follows_longest_first() -> None:
    fronts = GAZETTEER.fronts("chongqingshiyuzhongquxinhualu")
    assert [(match.text, match.letters) for match in fronts] == [
        ("重庆市渝中区", 21),
        ("重庆市渝中", 19),
        ("重庆市", 12),
        ("重庆", 9),
    ]
    assert GAZETTEER.fronts("xinhualu") == []
    assert GAZETTEER.fronts("yuzhongqu")[0].text == "渝中"


def test_whole_readings_come_before_initials() -> None:
    fits = [match.fit for match in GAZETTEER.matches("nanan")]
    assert fits == sorted(fits)
    assert fits[0] is Fit.READ


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("渝中区", 2),
        ("忠县", 2),
        ("石柱土家族自治县", 2),
        ("两江新区", 2),
        ("解放碑街道", 3),
        ("地宝土家族乡", 2),
        ("重庆市", 2),
    ],
)
def test_what_a_place_is_called_for_short(name: str, short: int) -> None:
    assert short_length(name) == short


def test_a_name_without_readings_is_not_found_and_breaks_nothing() -> None:
    bare = Gazetteer((Region("1", "某某区", ("某街道",)),), {"某": ("mou",)})
    assert [match.text for match in bare.matches("moumou")] == ["某某区", "某某"]
    assert bare.matches("moumouqu") == []
    assert bare.matches("cqs") == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", max_size=30))
def test_whatever_is_typed_matches_use_all_letters_and_come_once(letters: str) -> None:
    matches = GAZETTEER.matches(letters)
    assert all(match.letters == len(letters.replace("'", "")) for match in matches)
    assert len({match.text for match in matches}) == len(matches)


def test_a_street_found_by_a_district_of_old_says_so() -> None:
    found = {place.street: place.former for place in GAZETTEER.find_places("ybs", 24) if place.former}
    assert found["石船镇"] == "渝北区"
    assert {place.former for place in GAZETTEER.find_places("shichuan", 24)} == {None}


def test_a_district_of_old_leads_to_the_streets_only_that_it_had() -> None:
    assert not any(place.street == "石船镇" for place in GAZETTEER.find_places("jbs", 24)), "it was in 渝北区"
    found = {place.street: place.former for place in GAZETTEER.find_places("jiangbeishimahe", 24)}
    assert found == {"石马河街道": "江北区"}


def test_nothing_is_offered_twice_because_it_has_two_names() -> None:
    for letters in ("ljxq", "yb", "jb", "ybs", "yubeilongxi", "bbs"):
        places = [(place.code, place.street) for place in GAZETTEER.find_places(letters, 60)]
        assert len(places) == len(set(places))
