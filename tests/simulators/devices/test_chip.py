"""The four text layouts, byte by byte."""

from datetime import date

import pytest

from simulators.devices.chip import Chip
from simulators.world.people import load_people

PEOPLE = load_people(date(2026, 11, 22))


def text(person: str) -> bytes:
    return PEOPLE[person].chip().text()


def cell(block: bytes, start: int, size: int) -> str:
    return block[start : start + size].decode("utf-16-le").rstrip()


@pytest.mark.parametrize("person", PEOPLE)
def test_text_has_256_bytes_and_photo_1024(person: str) -> None:
    chip = PEOPLE[person].chip()
    assert len(chip.text()) == 256
    assert len(chip.photo()) == 1024


@pytest.mark.parametrize(
    ("person", "letter"), [("chen_zhiyuan", ""), ("wong_kahou", "J"), ("moreau_old", "I"), ("clark_2023", "Y")]
)
def test_type_letter_stands_at_byte_248(person: str, letter: str) -> None:
    assert cell(text(person), 248, 2) == letter


def test_resident_card() -> None:
    block = text("wang_xiulan")
    assert cell(block, 0, 30) == "王秀兰"
    assert cell(block, 30, 2) == "2"
    assert cell(block, 32, 4) == "01"
    assert cell(block, 36, 16) == "19660308"
    assert cell(block, 52, 70).startswith("重庆市大渡口区")
    assert cell(block, 122, 36) == PEOPLE["wang_xiulan"].number
    assert cell(block, 188, 16) == "20170618"
    assert cell(block, 204, 16) == "长期"


def test_residence_permit_has_permit_number_and_no_nation() -> None:
    block = text("wong_kahou")
    assert cell(block, 32, 4) == ""
    assert cell(block, 220, 18) == "H00000017"
    assert cell(block, 238, 4) == "01"


def test_old_permanent_residence_card() -> None:
    block = text("moreau_old")
    assert cell(block, 0, 120) == "MOREAU, CLAIRE"
    assert cell(block, 120, 2) == "2"
    assert cell(block, 122, 30) == "FRA500076090502"
    assert cell(block, 152, 6) == "FRA"
    assert cell(block, 158, 30) == "莫蕾"
    assert cell(block, 220, 16) == "19760905"


def test_new_permanent_residence_card() -> None:
    block = text("clark_2023")
    assert cell(block, 0, 30) == "艾伦"
    assert cell(block, 36, 16) == "19880412"
    assert cell(block, 52, 70) == "CLARK, ALAN JAMES"
    assert cell(block, 122, 36) == PEOPLE["clark_2023"].number
    assert cell(block, 242, 6) == "GBR"


def chip(name: str, jpeg: bytes = b"") -> Chip:
    return Chip(" ", name, "1", "01", "19900101", "", "", "", "20200101", "20400101", jpeg=jpeg)


def test_characters_beyond_the_basic_plane_do_not_exist_on_the_chip() -> None:
    with pytest.raises(ValueError, match="basic plane"):
        chip("𠮷").text()


def test_too_long_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        chip("长" * 16).text()


def test_too_large_a_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="1025 bytes"):
        chip("短", b"x" * 1021).photo()
