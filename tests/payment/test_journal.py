"""The journal: committed before anything is sent, never two attempts at once, decided once."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.clock import SystemClock
from payment.backends.built_in.journal import FILE_NAME, LARGEST_TRACE, AttemptDecided, AttemptState, Journal, OrderClosed
from payment.contract import PaymentOutcome

CARD = "622202∗∗∗∗∗∗∗∗∗0000"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path, SystemClock())
    yield opened
    opened.close()


@pytest.fixture
def order() -> UUID:
    return uuid4()


def test_an_order_that_was_never_begun_has_no_result(journal: Journal, order: UUID) -> None:
    assert journal.result(order) is None


def test_an_attempt_under_way_is_unknown(journal: Journal, order: UUID) -> None:
    journal.begin(order, 1000, CARD)
    assert outcome(journal, order) is PaymentOutcome.UNKNOWN


def test_an_approval_is_kept_with_its_references(journal: Journal, order: UUID) -> None:
    journal.approve(journal.begin(order, 1000, CARD), "123456789012", "A1B2C3")
    result = journal.result(order)
    assert result is not None
    assert (result.outcome, result.reference, result.authorisation, result.card) == (
        PaymentOutcome.APPROVED,
        "123456789012",
        "A1B2C3",
        CARD,
    )


@pytest.mark.parametrize("end", ["sent", "approved", "reverse", "closed"])
def test_no_second_attempt_beside_one_that_counts(journal: Journal, order: UUID, end: str) -> None:
    attempt = journal.begin(order, 1000, CARD)
    if end == "approved":
        journal.approve(attempt, "1", "2")
    elif end == "reverse":
        journal.must_reverse(attempt, "98")
    elif end == "closed":
        journal.not_sent(attempt, "line_down")
        journal.close_order(order)
    with pytest.raises(OrderClosed):
        journal.begin(order, 1000, CARD)


def test_after_a_refusal_the_order_may_be_tried_again(journal: Journal, order: UUID) -> None:
    journal.decline(journal.begin(order, 1000, CARD), "55", "wrong_pin")
    assert outcome(journal, order) is PaymentOutcome.DECLINED
    journal.approve(journal.begin(order, 1000, CARD), "1", "2")
    assert outcome(journal, order) is PaymentOutcome.APPROVED


def test_the_same_order_with_another_amount_is_an_error(journal: Journal, order: UUID) -> None:
    journal.decline(journal.begin(order, 1000, CARD), "51", "balance")
    with pytest.raises(ValueError, match="amount"):
        journal.begin(order, 2000, CARD)


def test_closing_what_was_never_begun_keeps_it_from_beginning(journal: Journal, order: UUID) -> None:
    assert journal.close_order(order).outcome is PaymentOutcome.NOT_CHARGED
    with pytest.raises(OrderClosed):
        journal.begin(order, 1000, CARD)


def test_closing_what_is_paid_says_so(journal: Journal, order: UUID) -> None:
    journal.approve(journal.begin(order, 1000, CARD), "1", "2")
    assert journal.close_order(order).outcome is PaymentOutcome.APPROVED


def test_after_a_power_cut_what_was_sent_is_reversed(tmp_path: Path, order: UUID) -> None:
    first = Journal(tmp_path, SystemClock())
    first.begin(order, 1000, CARD)
    second = Journal(tmp_path, SystemClock())  # the first is not closed: that is what a power cut is
    assert second.recover() == 1
    pending = second.pending_reversals()
    assert [(one.order_id, one.state, one.reversal_reason) for one in pending] == [(order, AttemptState.REVERSE, "98")]
    second.reversed(pending[0])
    assert outcome(second, order) is PaymentOutcome.NOT_CHARGED
    assert second.recover() == 0
    first.close()
    second.close()


def test_a_decided_attempt_is_not_decided_again(journal: Journal, order: UUID) -> None:
    attempt = journal.begin(order, 1000, CARD)
    journal.approve(attempt, "1", "2")
    with pytest.raises(LookupError):
        journal.must_reverse(attempt, "98")


@pytest.mark.parametrize("late", ["approve", "decline", "not_sent"])
def test_what_is_being_reversed_cannot_become_anything_else(journal: Journal, order: UUID, late: str) -> None:
    """The answer to the sale comes while its reversal is on the wire."""
    attempt = journal.begin(order, 1000, CARD)
    journal.recover()
    words = {"approve": ("1", "2"), "decline": ("51", "balance"), "not_sent": ("line_down",)}
    with pytest.raises(AttemptDecided):
        getattr(journal, late)(attempt, *words[late])
    assert outcome(journal, order) is PaymentOutcome.UNKNOWN
    journal.reversed(attempt)
    assert outcome(journal, order) is PaymentOutcome.NOT_CHARGED
    with pytest.raises(AttemptDecided):
        journal.reversed(attempt)


def test_only_what_must_be_reversed_can_have_been(journal: Journal, order: UUID) -> None:
    attempt = journal.begin(order, 1000, CARD)
    with pytest.raises(AttemptDecided):
        journal.reversed(attempt)
    assert outcome(journal, order) is PaymentOutcome.UNKNOWN


def test_of_two_reasons_to_reverse_the_first_counts(journal: Journal, order: UUID) -> None:
    attempt = journal.begin(order, 1000, CARD)
    journal.must_reverse(attempt, "96", "card_refused")
    journal.must_reverse(attempt, "98")
    (pending,) = journal.pending_reversals()
    assert (pending.reversal_reason, pending.reason) == ("96", "card_refused")


def test_trace_numbers_never_come_twice(journal: Journal, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as database:
        database.execute("INSERT INTO counters VALUES ('trace', ?)", (LARGEST_TRACE - 1,))
    database.close()
    assert [journal.next_trace() for _ in range(2)] == [("000001", "999999"), ("000002", "000001")]


def test_the_file_is_private(journal: Journal, tmp_path: Path) -> None:
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0


def outcome(journal: Journal, order: UUID) -> PaymentOutcome | None:
    result = journal.result(order)
    return result.outcome if result else None
