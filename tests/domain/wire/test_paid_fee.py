"""What was paid travels in clear: nothing in it may be a whole card number."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from domain.clock import SHANGHAI
from domain.wire.v1 import PaidFee

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


def paid(**changes: Any) -> PaidFee:
    values: dict[str, Any] = {
        "order_id": uuid4(),
        "amount_fen": 1000,
        "card": "622202∗∗∗∗∗∗∗∗∗0000",
        "reference": "261123000042",
        "authorisation": "A1B2C3",
        "trace": "000042",
        "batch": "000001",
        "paid_at": NOON,
    }
    return PaidFee(**{**values, **changes})


def test_it_survives_the_line() -> None:
    before = paid()
    assert PaidFee.model_validate_json(before.model_dump_json()) == before


@pytest.mark.parametrize("card", ["622202∗∗∗0000", "622202∗∗∗∗∗∗∗∗∗0000", "∗∗∗∗∗∗∗∗∗∗", None])
def test_masked_cards_of_any_length_pass(card: str | None) -> None:
    assert paid(card=card).card == card


@pytest.mark.parametrize(
    "card",
    ["6222020000000000000", "622202∗0000000000", "6222020∗∗∗∗∗∗∗∗0000", "622202*********0000", "", "622202∗∗∗∗∗∗∗∗∗0000=30"],
)
def test_whole_and_half_masked_cards_are_refused_unseen(card: str) -> None:
    with pytest.raises(ValidationError) as caught:
        paid(card=card)
    assert not card or card not in str(caught.value)


def test_what_the_payment_process_was_not_told_may_be_missing() -> None:
    assert paid(card=None, reference=None, authorisation=None, trace=None, batch=None).amount_fen == 1000


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_fen": 0},
        {"amount_fen": -1},
        {"amount_fen": 10_000_001},
        {"paid_at": NOON.replace(tzinfo=None)},
        {"trace": "1\n2"},
        {"pin": 1},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        paid(**changes)


def test_a_repr_shows_nothing() -> None:
    assert repr(paid()) == str(paid()) == "<PaidFee>"
