"""The acquirer's file is taken exactly as agreed, or not at all."""

from contextlib import suppress
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.payments import statement_file
from backoffice.payments.statement_file import read_statement
from backoffice.refusals import Reason, Refused
from tests.backoffice.payments.statements import FRIDAY, HEAD, line, statement

ORDER = UUID(int=7)


def refused(content: bytes) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        read_statement(content)
    assert caught.value.reason is Reason.STATEMENT_UNREADABLE
    return caught.value.items


def test_a_statement_is_read_wholly() -> None:
    content = statement([line(ORDER, 1000), line("", 400, kind="reversal", trace="000043")])
    read = read_statement(content)
    assert (read.day, read.amount_fen, len(read.rows)) == (FRIDAY, 600, 2)
    assert (read.rows[0].line.order_id, read.rows[1].line.order_id) == (ORDER, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_agreed_encoding_is_read(encoding: str) -> None:
    assert read_statement(statement([line(ORDER)]).decode().encode(encoding)).amount_fen == 1000


def test_a_day_without_business_is_a_statement_too() -> None:
    assert read_statement(statement([])).amount_fen == 0


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (line("not-an-order"), "order_id"),
        (line(ORDER, kind="gift"), "kind"),
        (line(ORDER, reference="=HYPERLINK(1)"), "reference"),
        (line(ORDER, trace="0 1"), "trace"),
        (line(ORDER).replace(",1000,", ",10.00,"), "amount_fen"),
        (line(ORDER).replace(",1000,", ",-5,"), "amount_fen"),
        (line(ORDER).replace("T12:00:00+08:00", "T12:00:00"), "at"),
        (line(ORDER).replace("2026-11-20T", "2026-11-23T"), "at"),
    ],
)
def test_a_wrong_cell_is_named(row: str, column: str) -> None:
    assert refused(statement([line(ORDER), row], total=2000)) == ("3", column)


def test_what_is_no_statement_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = statement([line(ORDER)])
    assert refused(b"") == ("1", "head")
    assert refused(b"PK\x03\x04\x00\x00")[1] == "file"
    assert refused(whole.replace(b"order_id", b"order"))[1] == "head"
    assert refused(HEAD.encode()) == ("1", "total")
    assert refused(statement([line(ORDER)], total=999)) == ("3", "total")
    assert refused(whole.rsplit(b"2026-11-20,total", 1)[0]) == ("2", "total")  # cut off
    assert refused(statement([line(ORDER), line(ORDER, day=date(2026, 11, 19))])) == ("2", "day")
    assert refused(whole.replace(b",1000,", b",1000,,", 1))[1] == "file"
    monkeypatch.setattr(statement_file, "LONGEST", 100)
    assert refused(whole) == ("0", "file")


@given(st.binary(max_size=400))
def test_no_bytes_make_it_stumble(content: bytes) -> None:
    refused(content)


@given(st.data())
def test_no_changed_byte_makes_it_stumble(data: st.DataObject) -> None:
    content = bytearray(statement([line(ORDER), line("", 5, kind="reversal")]))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        read_statement(bytes(content))
