from datetime import date

import pytest

from domain.people import (
    DocumentKind,
    IdDocument,
    Sex,
    completed_years,
    is_valid_id_number,
    mask_name,
    mask_number,
    mask_phone,
    names_agree,
)


def document(**changes: object) -> IdDocument:
    fields: dict[str, object] = {
        "kind": DocumentKind.RESIDENT_ID_CARD,
        "name": "陈志远",
        "sex": Sex.MALE,
        "nation": "01",
        "birth": date(1990, 1, 1),
        "address": "重庆市渝中区民权路28号",
        "number": "500103199001010010",
        "authority": "重庆市公安局渝中区分局",
        "valid_from": date(2016, 5, 1),
        "valid_to": date(2026, 5, 1),
        **changes,
    }
    return IdDocument(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["11010519491231002X", "500103199001010010", "500228200002290059"])
def test_valid_numbers_pass(number: str) -> None:
    assert is_valid_id_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "500103199001010011",
        "50010319900101001",
        "500103199013010010",
        "500103199001010010 ",
        "",
        "５００１０３１９９００１０１００１０",
    ],
)
def test_invalid_numbers_do_not(number: str) -> None:
    assert not is_valid_id_number(number)


def test_an_area_code_of_old_is_no_reason_to_refuse() -> None:
    assert is_valid_id_number("510202196303070016")  # Sichuan's code for a Chongqing native


def test_a_repr_shows_the_kind_and_nothing_of_the_person() -> None:
    shown = repr(document())
    assert "resident_id_card" in shown
    for secret in ("陈志远", "500103", "民权路", "1990"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1963, 11, 22), date(2026, 11, 22), 63),
        (date(1963, 11, 23), date(2026, 11, 22), 62),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_age_is_completed_years(birth: date, day: date, age: int) -> None:
    assert completed_years(birth, day) == age


def test_masks_show_what_may_be_shown() -> None:
    assert mask_name("张三丰") == "张∗∗"
    assert mask_name("张") == "张∗"
    assert mask_name("") == ""
    assert mask_number("500103199001010010") == "500∗∗∗∗∗∗∗∗∗∗∗0010"
    assert mask_number("1234") == "∗∗∗∗"
    assert mask_phone("13896204417") == "138∗∗∗∗4417"
    assert mask_phone("123") == "∗∗∗"


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("张三", "张三", True),
        ("张 三", "张三", True),
        ("SMITH  John", "Smith john", True),
        ("买买提·艾力", "买买提艾力", False),
        ("张三", "张四", False),
        ("张三", "张三丰", False),
        ("", "", False),
        (" ", "", False),
    ],
)
def test_names_agree_or_they_do_not(one: str, other: str, agree: bool) -> None:
    assert names_agree(one, other) is agree
