"""Example states of every phase of paying, and of what is said of the money."""

from collections.abc import Iterator
from dataclasses import replace

from kiosk.flow.screen_state import Json, ScreenState
from ui.gallery.example import Example, on_line

CARD = "622202∗∗∗∗∗∗∗∗∗0000"


def pay_examples() -> Iterator[Example]:
    """Give paying in the order of a visit."""
    yield Example("pay", _pay("pin", digits=3, seconds_left=48))
    yield Example("pay-saving", _pay("saving", can_go_back=False))
    yield Example("pay-insert", _pay("insert", seconds_left=57))
    yield Example("pay-reading", _pay("reading"))
    yield Example("pay-choose", _pay("choose", applications=["借记卡 DEBIT", "贷记卡 CREDIT"], seconds_left=28))
    yield Example("pay-wrong_pin", _pay("pin", digits=1, seconds_left=55, tries_left=2))
    yield Example("pay-working", _bound("working", finished=["insert", "pin"]))
    yield Example("pay-working_slow", _bound("working", finished=["insert", "pin"], is_slow=True))
    for outcome in ("approved", "declined", "not_charged", "unknown"):
        done: list[Json] = ["insert", "pin", "working"] if outcome == "approved" else ["insert"]
        yield Example(f"pay-take_card_{outcome}", _bound("take_card", outcome=outcome, card_lies=True, finished=done))
    yield Example("pay-approved", _bound("approved", outcome="approved", card=CARD, reference="112233445566"))
    for reason in ("bank_refused", "balance", "pin_locked", "card_unsupported"):
        yield Example(f"pay-declined_{reason}", _pay("declined", outcome="declined", reason=reason, card=CARD))
    for reason in ("cancelled", "line_down", "process_gone", "reversed", "card_removed"):
        yield Example(f"pay-not_charged_{reason}", _pay("not_charged", outcome="not_charged", reason=reason))
    unclear: dict[str, Json] = {"outcome": "unknown", "clue": "20261122-000007", "card": CARD}
    yield Example("pay-unknown", _pay("unknown", can_go_back=False, clarifying=True, **unclear))
    yield Example("pay-unknown_told", _pay("unknown", can_go_back=False, slip="delivered", **unclear))
    asked = _pay("unknown", can_go_back=False, clarifying=True, **unclear)
    yield Example("pay-unknown_asking_to_end", replace(asked, can_end=True, asking_to_end=True))
    yield Example("pay-asking_to_end", replace(_pay("insert", seconds_left=57), can_end=True, asking_to_end=True))
    yield Example("pay-help", replace(_pay("insert", seconds_left=57), help_open=True))


def _pay(phase: str, *, can_go_back: bool = True, **changes: Json) -> ScreenState:
    view: dict[str, Json] = {
        "phase": phase,
        "amount_fen": 1000,
        "seconds_left": None,
        "digits": 0,
        "tries_left": None,
        "applications": [],
        "outcome": None,
        "reason": None,
        "card": None,
        "reference": None,
        "clarifying": False,
        "clue": None,
        "card_lies": False,
        "slip": "none",
        "finished": [] if phase in {"saving", "insert"} else ["insert"],
        "is_slow": False,
    }
    return on_line("pay", {**view, **changes}, can_go_back=can_go_back)


def _bound(phase: str, **changes: Json) -> ScreenState:
    return replace(_pay(phase, can_go_back=False, **changes), can_end=False)
