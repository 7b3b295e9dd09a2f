"""Codes hold for days; what a record says of itself wins; points are never read from digits."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.clock import SHANGHAI
from domain.violation_codes import COLUMNS, ViolationCodes, ViolationCodesError, parse_violation_codes
from domain.violations import CaptureKind, ViolationRecord
from tests.paths import CONFIG

TEXT = (CONFIG / "violation_codes.csv").read_text()
CODES = parse_violation_codes(TEXT)
HEAD = ",".join(COLUMNS) + "\n"
LAST_OLD, FIRST_NEW = date(2022, 3, 31), date(2022, 4, 1)
RECORD = ViolationRecord(
    record_number="5001037900206538",
    plate="渝A8K2D6",
    plate_kind="02",
    captured_at=datetime(2026, 11, 2, 8, 15, tzinfo=SHANGHAI),
    place="",
    code="1373",
    points=None,
    fine_fen=None,
    agency_code="500103000000",
    agency="",
    capture=CaptureKind.CAMERA,
    reviewed=True,
    disputed=False,
    pictures=0,
)


def row(**changes: str) -> str:
    fields = {
        "code": "1234",
        "text": "某行为",
        "points": "3",
        "fine_fen": "10000",
        "provision": "第一条",
        "basis": "第二条",
        "valid_from": "2020-01-01",
        "valid_to": "",
        "mark": "U",
        **changes,
    }
    return ",".join(fields[column] for column in COLUMNS) + "\n"


def table(*rows: str) -> ViolationCodes:
    return parse_violation_codes(HEAD + "".join(rows))


@pytest.mark.parametrize(("old", "new"), [("1344", "1116"), ("1345", "1117")])
def test_the_renumbering_of_2022(old: str, new: str) -> None:
    before, after = CODES.code_on(old, LAST_OLD), CODES.code_on(new, FIRST_NEW)
    assert (before and before.points, after and after.points) == (3, 1)
    assert CODES.code_on(old, FIRST_NEW) is None
    assert CODES.code_on(new, LAST_OLD) is None


@pytest.mark.parametrize(("code", "points"), [("1208", 2), ("1352A", 3), ("1636", 6)])
def test_codes_that_ended_in_2022(code: str, points: int) -> None:
    last = CODES.code_on(code, LAST_OLD)
    assert last is not None
    assert last.points == points
    assert CODES.code_on(code, FIRST_NEW) is None


@pytest.mark.parametrize(
    ("code", "points"),
    [("1039", 0), ("1018", 0), ("1019", 0), ("1120", 1), ("1357", 3), ("1362", 3), ("1373", 3), ("1625", 6)],
)
def test_points_of_today(code: str, points: int) -> None:
    found = CODES.code_on(code, date(2026, 11, 22))
    assert found is not None
    assert found.points == points


def test_every_law_cited_is_known() -> None:
    laws = tomllib.loads((CONFIG / "laws.toml").read_text())
    known = {law["title"].removeprefix("中华人民共和国") for law in laws.values()}
    assert set(re.findall(r"《(.+?)》", TEXT)) <= known


def penalty(**changes: Any) -> tuple[int | None, int | None, bool]:
    found = CODES.penalty_of(replace(RECORD, **changes))
    return found.points, found.fine_fen, found.is_known


def test_the_table_fills_in_what_the_record_does_not_say() -> None:
    assert penalty() == (3, 20000, True)


def test_what_the_record_says_wins_even_nought() -> None:
    assert penalty(points=0, fine_fen=0) == (0, 0, True)
    assert penalty(points=9, fine_fen=5000) == (9, 5000, True)


def test_without_a_fine_in_record_and_table_the_penalty_is_not_known() -> None:
    assert penalty(code="1625") == (6, None, False)
    assert penalty(code="1625", fine_fen=20000) == (6, 20000, True)


def test_a_code_that_nobody_knows_is_named_by_its_number_and_not_by_its_digits() -> None:
    unknown = CODES.penalty_of(replace(RECORD, code="1699", points=6, fine_fen=20000))
    assert (unknown.text, unknown.points, unknown.fine_fen, unknown.provision) == ("代码 1699", 6, 20000, "")
    assert not unknown.is_known
    assert CODES.penalty_of(replace(RECORD, code="1699")).points is None


def test_the_day_of_the_capture_counts_in_local_time() -> None:
    late_in_utc = datetime(2022, 3, 31, 16, 30, tzinfo=UTC)  # half past midnight of 1 April in Shanghai
    assert CODES.penalty_of(replace(RECORD, code="1116", captured_at=late_in_utc)).points == 1
    assert CODES.penalty_of(replace(RECORD, code="1344", captured_at=late_in_utc)).text == "代码 1344"


def test_a_decision_of_later_still_has_the_text_of_its_old_code() -> None:
    assert CODES.text_on("1344", date(2022, 6, 1)).startswith("机动车违反禁令标志")
    assert CODES.text_on("1116", LAST_OLD) == "代码 1116"
    assert CODES.text_on("9999", FIRST_NEW) == "代码 9999"


def test_periods_follow_each_other_without_gap() -> None:
    codes = table(row(valid_to="2022-03-31"), row(valid_from="2022-04-01", points="1", valid_to="2023-12-31"))
    found = [codes.code_on("1234", day) for day in (date(2019, 12, 31), LAST_OLD, FIRST_NEW, date(2024, 1, 1))]
    assert [one and one.points for one in found] == [None, 3, 1, None]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(valid_to="2022-04-01"), row(valid_from="2022-04-01")], "code 1234: two rows hold on 2022-04-01"),
        ([row(), row(valid_from="2022-04-01")], "code 1234: two rows hold on 2022-04-01"),
        ([row(), row()], "code 1234: two rows hold on 2020-01-01"),
        ([row(valid_to="2022-03-30"), row(valid_from="2022-04-01")], "code 1234: no row holds on 2022-03-31"),
        ([row(valid_to="2019-12-31")], "row 1 (code 1234): valid_to is before valid_from"),
        ([row(points="-1")], "row 1 (code 1234): points must be a whole number"),
        ([row(fine_fen="1.5")], "row 1 (code 1234): fine_fen must be a whole number"),
        ([row(fine_fen="²")], "row 1 (code 1234): fine_fen must be a whole number"),
        ([row(), row(code="5678", valid_from="")], "row 2 (code 5678): Invalid isoformat"),
        ([row(text=" ")], "row 1 (code 1234): text is empty"),
        ([row(mark="X")], "row 1 (code 1234): mark must be of CUVW"),
        ([row(mark="")], "row 1 (code 1234): mark must be of CUVW"),
        (["1234,short\n"], "row 1: must have 9 fields"),
        ([row(mark="U,surplus")], "row 1: must have 9 fields"),
    ],
)
def test_a_table_that_cannot_be_is_an_error_that_names_the_row(rows: list[str], message: str) -> None:
    with pytest.raises(ViolationCodesError) as caught:
        table(*rows)
    assert str(caught.value).startswith(f"config/violation_codes.csv: {message}")


def test_other_columns_are_an_error() -> None:
    with pytest.raises(ViolationCodesError, match="columns must be"):
        parse_violation_codes("code,text\n1234,x\n")
