"""What a step says after each event: where the visit goes from here."""

from dataclasses import dataclass
from typing import Literal

from domain.failures import FailureCode
from domain.reasons import ReasonCode
from domain.services import Offered, ServiceSlug

Why = Literal["finished", "ended", "idle", "time_over", "power"]
AdviceKind = Literal["refused", "verify_first", "no_card", "failure", "not_saved", "window", "no_bank_card", "unpaid"]


@dataclass(frozen=True)
class Advice:
    """Why it does not go on here, and what to do instead. Codes only, no sentence and no person."""

    kind: AdviceKind
    reasons: tuple[ReasonCode, ...] = ()
    failure: FailureCode | None = None
    instead: ServiceSlug | None = None
    retry: str | None = None  # the step to enter again when the citizen tries again


@dataclass(frozen=True)
class Stay:
    """Nothing but perhaps the view has changed."""


@dataclass(frozen=True)
class Forward:
    """This step is done."""


@dataclass(frozen=True)
class Back:
    """To the step before."""


@dataclass(frozen=True)
class Home:
    """To the choice of services; everything known of the person is forgotten."""


@dataclass(frozen=True)
class Choose:
    """Begin a service, or what else home offers."""

    slug: Offered


@dataclass(frozen=True)
class MoveOn:
    """Begin another service as the person who is here: what was proven already, card or face, is not asked for again."""

    slug: ServiceSlug


@dataclass(frozen=True)
class Edit:
    """To an earlier step of the service, and from there straight back here."""

    step: str


@dataclass(frozen=True)
class Retry:
    """Enter a step of the service again."""

    step: str


@dataclass(frozen=True)
class VerifyFirst:
    """Have the face looked at now, then enter the step whose question waits for it again."""

    step: str


@dataclass(frozen=True)
class Advise:
    """Leave the way: refused, referred or failed."""

    advice: Advice


@dataclass(frozen=True)
class End:
    """The visit is over."""

    why: Why


@dataclass(frozen=True)
class Rest:
    """To the attract screen: nobody is here."""


@dataclass(frozen=True)
class Suspend:
    """Nobody can be served now."""


@dataclass(frozen=True)
class Maintain:
    """Nobody is here, and somebody of the staff waits to be let in."""


Outcome = Stay | Forward | Back | Home | Choose | MoveOn | Edit | Retry | VerifyFirst | Advise | End | Rest | Suspend | Maintain
STAY = Stay()
