"""The tables that the keyboard types by are what their tool writes."""

import pytest

from tools.readings import RARE, REGIONS, rare_characters, readings, region_readings, toneless


@pytest.mark.parametrize(
    ("reading", "typed"),
    [("chóng", "chong"), ("lǜ", "lv"), ("lüè", "lue"), ("nǚ", "nv"), ("ér", "er"), ("ńg", "ng"), ("ḿ", "m"), ("ê̄", "e")],
)
def test_readings_are_spelled_as_they_are_typed(reading: str, typed: str) -> None:
    assert toneless(reading) == typed


def test_a_character_keeps_all_its_readings_the_usual_one_first() -> None:
    assert readings("重") == ["zhong", "chong", "tong"]
    assert readings("x") == []


def test_the_table_of_regions_is_fresh() -> None:
    assert (REGIONS / "readings.tsv").read_text("utf-8") == region_readings()


def test_rare_characters_are_those_the_engine_lacks_names_first() -> None:
    rows = rare_characters("重䶮眼㷳一龑").splitlines()
    assert rows[-1].startswith("yan\t䶮\t")
    assert not any("重" in row for row in rows if row.startswith(("chong\t", "zhong\t")))
    assert "䶮" in RARE.read_text("utf-8")
