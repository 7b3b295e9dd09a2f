"""Who speaks first: places in addresses, rare characters in names; and every one of them can be drawn."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QFont, QGuiApplication, QRawFont

from tests.ui.input.conftest import Compose, texts
from ui.input.contract import Purpose, Source
from ui.input.methods import InputMethods
from ui.input.offers import FIRST, PLACES, with_separators
from ui.input.rare_characters import TABLE, RareCharacters
from ui.input.surnames import COMPOUND, SURNAMES
from ui.shell import FONT_FAMILY

PAGE = 24
NAMES = {
    "䶮": "yan", "㛃": "jie", "㑇": "zhou", "㙦": "xie", "𬭎": "hong", "𬍛": "li", "𠅤": "xi", "𫖯": "fu", "𬘭": "lin",
    "𬱖": "di", "㵪": "xian", "䞍": "qing", "㭎": "gang", "㼆": "ying", "𫖮": "yi", "𬬻": "lu", "䴙": "pi",
}  # fmt: skip


@pytest.mark.parametrize(
    ("letters", "first"),
    [
        ("yuzhong", "渝中区"),
        ("yubei", "渝北区"),
        ("jiangbei", "江北区"),
        ("nanan", "南岸区"),
        ("nan'an", "南岸区"),
        ("chongqingshiyuzhongqu", "重庆市渝中区"),
        ("cqs", "重庆市"),
        ("yzq", "渝中区"),
        ("jfb", "解放碑"),
        ("qijiang", "綦江区"),
        ("chongqingshiyuzhongquxinhualu", "重庆市渝中区新华路"),
        ("nan'anqurenminlu", "南岸区人民路"),
        ("xinhualu", "新华路"),
        ("lu", "路"),
        ("hao", "号"),
        ("dong", "栋"),
        ("shi", "室"),
        ("sanzu", "三组"),
        ("ershibahao", "二十八号"),
        ("zhongshansilu", "中山四路"),
        ("chongqingshiyuzhongquzhongshansilu", "重庆市渝中区中山四路"),
        ("nanpingbeilu", "南坪北路"),
        ("nan'anqunanpingdonglu", "南岸区南坪东路"),
        ("hualongqiaozhengjie", "化龙桥正街"),
        ("jinshandadao", "金山大道"),
        ("danyuan", "单元"),
        ("jianxinbeilu", "建新北路"),
        ("jianxin'beilu", "建新北路"),
        ("jiangbeizui", "江北嘴"),
        ("hongjindadao", "红锦大道"),
        ("jiangbeiqujianxinbeilu", "江北区建新北路"),
    ],
)
def test_an_address_is_offered_its_places(compose: Compose, letters: str, first: str) -> None:
    composer = compose(Purpose.ADDRESS, letters)
    assert texts(composer)[0] == first
    assert composer.flush() == first


@pytest.mark.parametrize("letters", ["yuzhong", "cqs", "lj", "xsz", "nanan", "zh", "y", "yubei"])
def test_the_sentence_stays_in_sight_behind_the_places(compose: Compose, letters: str) -> None:
    sentence = texts(compose(Purpose.TEXT, letters))[0]
    assert sentence in texts(compose(Purpose.ADDRESS, letters))[: PLACES + 1]


def test_places_are_for_addresses_only(compose: Compose) -> None:
    for purpose in (Purpose.TEXT, Purpose.NAME):
        assert Source.PLACE not in {candidate.source for candidate in compose(purpose, "yuzhong").candidates}


def test_a_place_may_be_taken_and_the_road_typed_on(compose: Compose) -> None:
    composer = compose(Purpose.ADDRESS, "nan'anqurenminlu")
    assert composer.choose(texts(composer).index("南岸区")) == ""
    assert composer.letters == "renminlu"
    assert composer.flush() == "南岸区人民路"


@pytest.mark.parametrize(("character", "syllable"), NAMES.items())
def test_rare_characters_of_names_are_two_pages_away(compose: Compose, character: str, syllable: str) -> None:
    assert texts(compose(Purpose.NAME, syllable)).index(character) < 2 * PAGE


@pytest.mark.parametrize(
    ("surname", "syllable"),
    [
        ("单", "shan"),
        ("解", "xie"),
        ("仇", "qiu"),
        ("查", "zha"),
        ("区", "ou"),
        ("覃", "qin"),
        ("闫", "yan"),
        ("鄢", "yan"),
        ("亓", "qi"),
    ],
)
def test_surnames_are_on_the_first_page(compose: Compose, surname: str, syllable: str) -> None:
    assert surname in texts(compose(Purpose.NAME, syllable))[:16]


@pytest.mark.parametrize(
    ("letters", "whole"), [("yuchi", "尉迟"), ("moqi", "万俟"), ("ouyang", "欧阳"), ("zhangsun", "长孙"), ("lvqiu", "闾丘")]
)
def test_surnames_of_two_characters_come_first(compose: Compose, letters: str, whole: str) -> None:
    composer = compose(Purpose.NAME, letters + "yan")
    assert composer.choose(texts(composer).index(whole)) == ""
    assert composer.letters == "yan"
    assert whole in texts(compose(Purpose.NAME, letters))[:2]


def test_a_surname_is_read_as_it_is_listed() -> None:
    """One character each, by small letters; no character twice for one reading."""
    assert all(sound.isascii() and len(set(names)) == len(names) for sound, names in SURNAMES.items())
    assert all(len(sound.split()) == len(name) == 2 for sound, name in COMPOUND.items())


def test_common_characters_stay_first_in_names_and_rare_ones_are_for_names_only(compose: Compose) -> None:
    assert texts(compose(Purpose.NAME, "yan"))[:FIRST] == texts(compose(Purpose.TEXT, "yan"))[:FIRST]
    assert "䶮" not in texts(compose(Purpose.TEXT, "yan"))


def test_a_rare_character_within_a_name_uses_its_syllable_only(compose: Compose) -> None:
    composer = compose(Purpose.NAME, "wangyan")
    assert composer.choose(texts(composer).index("王")) == ""
    assert composer.choose(texts(composer).index("䶮")) == "王䶮"


def test_rare_characters_need_no_engine() -> None:
    assert "䶮" in RareCharacters().sounding("yan").names
    assert RareCharacters().sounding("nonsense").names == ""


def test_the_font_draws_every_character_of_the_table(qapp: QGuiApplication) -> None:
    font = QRawFont.fromFont(QFont(FONT_FAMILY))
    assert font.familyName() == FONT_FAMILY
    characters = {c for line in TABLE.read_text("utf-8").splitlines() for c in "".join(line.split("\t")[1:])}
    assert len(characters) > 10_000
    assert [c for c in sorted(characters) if not font.supportsCharacter(ord(c))] == []


def test_what_the_engine_knows_is_not_in_the_table(methods: InputMethods, compose: Compose) -> None:
    for syllable in ("yan", "yi", "li", "xu", "nv", "zhuang"):
        known = set(texts(compose(Purpose.TEXT, syllable)))
        rare = RareCharacters().sounding(syllable)
        assert not known & {*rare.names, *rare.others}


@pytest.mark.parametrize(
    ("letters", "count", "end"), [("nan'anqu", 5, 6), ("nan'anqu", 3, 4), ("nanan", 3, 3), ("nan'", 3, 4), ("", 0, 0)]
)
def test_separators_are_counted_where_letters_were_counted(letters: str, count: int, end: int) -> None:
    assert with_separators(letters, count) == end


def test_the_start_of_the_terminal_pays_nothing() -> None:
    """Importing opens no library, reads no table and loads no Qt."""
    program = (
        "import sys, ui.input.methods as m; m.InputMethods();"
        "maps = open('/proc/self/maps').read();"
        "print('PySide6' in sys.modules, 'ui.input.offers' in sys.modules, 'pinyin' in maps, 'zinnia' in maps)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "False", "False"]
