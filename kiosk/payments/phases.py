"""The phases of paying as a citizen goes through them, what each of them allows, and what is done in it."""

from typing import Literal

Phase = Literal[
    "saving",
    "insert",
    "reading",
    "choose",
    "pin",
    "working",
    "take_card",
    "approved",
    "declined",
    "not_charged",
    "unknown",
]
CANCELLABLE: frozenset[Phase] = frozenset({"insert", "reading", "choose", "pin"})
TIMED: frozenset[Phase] = frozenset({"insert", "choose", "pin"})
REPEATABLE: frozenset[Phase] = frozenset({"declined", "not_charged"})
BOUND: frozenset[Phase] = frozenset({"working", "take_card", "approved"})
ATTENDED: frozenset[Phase] = BOUND | {"saving", "reading", "pin"}  # each has a limit of its own


def steps_done(phase: Phase, *, is_paid: bool, request_left: bool) -> list[str]:
    """Return the steps of paying that are really done, ``pay.step.<step>``: a card may come out before any of them.

    `request_left`: the question to the bank may be on the wire.
    """
    done = {
        "insert": phase not in {"saving", "insert"},
        "pin": is_paid or (request_left and phase != "pin"),
        "working": is_paid,
        "take_card": phase == "approved",
    }
    return [step for step, is_done in done.items() if is_done]
