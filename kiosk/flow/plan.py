"""The plan of a service: its stops in order, what fills each of them, and what else the steps need of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, Protocol

from domain.services import Offered, ServiceSlug
from domain.wire.v1 import Consent, Delivery
from kiosk.flow.contents import Content, Fact, Matter
from kiosk.flow.devices import Workers
from kiosk.flow.visit import Visit

OUTSIDE = frozenset({"attract", "home", "advice", "goodbye", "out_of_service"})
"""Steps that belong to no service; no stop may be called so."""

WithoutFace = Literal["office", "overview", "window", "number", "progress"]
"""Where the way without face recognition leads: the office compares the photographs, only an overview is shown, to the window,
on by a number that is on paper, or to no more than the progress of the application of a number."""


class Unpaid(Protocol):
    """What has to be undone when an order is left without having been paid."""

    def __call__(self, visit: Visit, workers: Workers, *, unclear: bool) -> None:
        """`unclear`: it may have been charged after all."""
        ...


@dataclass(frozen=True)
class Stop:
    """One stop on the way: a kind of step, where it stands on the line, its own name in the plan, and what fills it."""

    kind: str  # `kiosk/steps/<kind>.py` and `ui/Kiosk/Screens/<Kind>.qml`
    station: str  # text key
    name: str = ""  # the kind's, unless a plan has two of a kind or asks something that has a name of its own
    content: Content | None = field(repr=False, default=None)
    only_if: Callable[[Visit], bool] | None = field(repr=False, default=None)  # None: it is always on the way

    def is_on_way(self, visit: Visit) -> bool:
        """Tell whether this visit comes past here."""
        return self.only_if is None or self.only_if(visit)

    def is_complete(self, matter: Matter) -> bool:
        """Tell whether nothing is left to be done here; what has no content tells nothing of itself."""
        return self.content is None or self.content.is_complete(self.name, matter)

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.kind)


@dataclass(frozen=True)
class Plan:
    """One service, as the flow sees it. Raises :class:`ValueError` when two stops have one name, or one that is taken."""

    slug: Offered
    stops: tuple[Stop, ...]
    notices: tuple[str, ...]  # ids of `config/notices/<id>.toml`, in the order they are shown
    facts: Callable[[Visit], list[Fact]]  # what the service adds to the confirmation
    declaration: Callable[[Visit], object] | None = None  # the service's `Declaration`; None: nothing is lodged
    fee: Callable[[Matter], int] | None = None  # in fen, where the table of fees alone does not say it
    signed: bool = True  # False: confirmed by paying; nobody signs and nobody is written to
    may_refuse_to_sign: bool = False  # who does not want to sign is told where it is done without
    fee_key: str = "confirm.row.fee"  # text key: what is paid; empty: nothing is said of it
    delivery: Callable[[Matter], Delivery] | None = None  # where the stop `address` does not say it
    told: Callable[[Visit], list[Consent]] | None = None  # agreed to beside `notices`: what the office words for this one case
    unpaid: Unpaid | None = None  # told when a payment of this service came to nothing, or nobody knows yet
    hand_over: Callable[[Visit], str] | None = None  # text key: what is handed to the courier; None: as the slip always says
    joins_at: str | None = None  # stop at which somebody begins who was verified in the service before
    without: WithoutFace | None = None  # where the way without face leads, if not as :attr:`without_face` says

    def __post_init__(self) -> None:
        if len({*self.steps, *OUTSIDE}) != len(self.stops) + len(OUTSIDE):
            raise ValueError("two steps of one name")

    @property
    def service(self) -> ServiceSlug:
        """The service that it is the plan of; raises :class:`LookupError` where it is none, but an entry of home."""
        if not isinstance(self.slug, ServiceSlug):
            raise LookupError(f"{self.slug} is no service")  # noqa: TRY004 - the plan is wrong, not a type
        return self.slug

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of the stops, in order."""
        return tuple(stop.name for stop in self.stops)

    @property
    def stations(self) -> tuple[str, ...]:
        """One text key per stop."""
        return tuple(stop.station for stop in self.stops)

    def find(self, step: str) -> Stop | None:
        """Return the stop of this name, if there is one."""
        return next((stop for stop in self.stops if stop.name == step), None)

    def has(self, kind: str, visit: Visit | None = None) -> bool:
        """Tell whether there is a stop of this kind, with `visit` whether it is on that one's way."""
        return any(stop.kind == kind and (visit is None or stop.is_on_way(visit)) for stop in self.stops)

    def open_stop(self, matter: Matter, *, before: str, after: str | None = None) -> str | None:
        """Return the name of the first stop on the way between these two that is not complete; None when all of them are."""
        begin = self.steps.index(after) + 1 if after else 0
        way = (stop for stop in self.stops[begin : self.steps.index(before)] if stop.is_on_way(matter.visit))
        return next((stop.name for stop in way if not stop.is_complete(matter)), None)

    @property
    def without_face(self) -> WithoutFace:
        """What the way without face recognition comes to: where nothing is lodged no office can compare anything."""
        return self.without or ("office" if self.declaration else "overview")

    @property
    def line(self) -> tuple[str, ...]:
        """The stations as they are drawn: neighbours of the same key are one station."""
        return tuple(key for key, _ in groupby(self.stations))

    def place_on_line(self, step: str) -> int:
        """Return the index in :attr:`line` of the station of `step`; raises :class:`ValueError` for a step of another plan."""
        passed = self.stations[: self.steps.index(step) + 1]
        return len(list(groupby(passed))) - 1
