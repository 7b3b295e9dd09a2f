"""Roads by their sound: whole readings, at least two syllables of them."""

from pathlib import Path

import pytest

from domain.gazetteer import parse_readings
from domain.roads import Roads, parse_roads

REGIONS = Path(__file__).parents[2] / "config" / "regions"
NAMES = parse_roads((REGIONS / "chongqing-roads.txt").read_text("utf-8"))
READINGS = parse_readings((REGIONS / "readings.tsv").read_text("utf-8"))
ROADS = Roads(NAMES, READINGS)


def test_the_list_has_every_name_once_and_every_character_a_reading() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 300
    assert set("".join(NAMES)) <= set(READINGS)
    assert all(2 <= len(name) <= 12 for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_found_by_its_usual_reading(name: str) -> None:
    letters = "".join(READINGS[character][0] for character in name)
    assert name in ROADS.exact(letters)


@pytest.mark.parametrize(
    ("letters", "name"),
    [("jianxinbeilu", "建新北路"), ("jiangbeizui", "江北嘴"), ("hongjindadao", "红锦大道"), ("changjiangyilu", "长江一路")],
)
def test_a_road_is_found(letters: str, name: str) -> None:
    assert ROADS.exact(letters) == [name]


def test_the_beginning_of_a_name_is_enough_from_its_second_syllable_on() -> None:
    roads = Roads(["建新北路", "建新东路", "江北嘴"], {**READINGS})
    assert roads.begun("jianxin", 3) == ["建新北路", "建新东路"]
    assert roads.begun("jianxind", 3) == ["建新东路"]
    assert roads.begun("jianxin", 1) == ["建新北路"]
    assert roads.begun("jian", 3) == roads.begun("jianxi", 3) == []


@pytest.mark.parametrize("letters", ["", "jxbl", "jianxbl", "jianxinbeilux", "zzz"])
def test_initials_and_what_is_no_beginning_find_nothing(letters: str) -> None:
    assert ROADS.exact(letters) == ROADS.begun(letters, 3) == []


def test_a_character_of_many_readings_is_found_by_each() -> None:
    roads = Roads(["长寿路"], {"长": ("chang", "zhang"), "寿": ("shou",), "路": ("lu",)})
    assert roads.exact("changshoulu") == roads.exact("zhangshoulu") == ["长寿路"]


def test_a_character_without_a_reading_is_left_out() -> None:
    assert Roads(["长"], {}).exact("chang") == []


def test_comments_and_empty_lines_are_no_names() -> None:
    assert parse_roads("# so\n\n建新北路\n") == ["建新北路"]
