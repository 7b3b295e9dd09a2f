"""What was declared at a stop, as one of the words that the service knows."""

from collections.abc import Sequence
from typing import TypeVar

from kiosk.flow.visit import Visit

Option = TypeVar("Option", bound=str)

REASON = "reason"  # the question that most declarations begin with


def declared(visit: Visit, stop: str, question: str, options: Sequence[Option]) -> Option:
    """Return what was declared; raises :class:`LookupError` when it was not, or is not ticked."""
    answers = visit.person.answers
    chosen = next((option for option in options if option == answers.option(stop, question)), None)
    if stop not in answers.declared or chosen is None:
        raise LookupError(f"{stop}.{question} was not declared")
    return chosen
