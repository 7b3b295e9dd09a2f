"""What a scripted visit consists of: module `simulators/citizen/<slug>.py` has one, called `SCRIPT`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Return:
    """The citizen comes back to the terminal after the clerks have done something."""

    clerks: Callable[[Any, str], None]  # (clerk, what the citizen's part returned)
    citizen: Callable[..., str]  # (terminal, world, person, what the first part returned) -> the same, of the second


@dataclass(frozen=True)
class Script:
    """What the citizen does, what it returns, and how it ends."""

    citizen: Callable[..., str]  # (terminal, world, person, *, face, cut_network[, address]) -> e.g. the application number
    person: str  # id of the synthetic person
    returns: str  # what the text returned is called
    ends_with_letter: bool = True  # reviewed, made and posted; the visit takes `address`
    office: Callable[[Any, Any, str], str] | None = None
    """Without a letter: what the clerks do, (clerk, cabinet, what the citizen's part returned); raises where the end state is
    not reached, returns a word on it."""
    comes_back: Return | None = None  # None: one part is all of it
