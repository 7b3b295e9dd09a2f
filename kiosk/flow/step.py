"""A step 步骤: one screen's behaviour. It shows, hears, asks workers, says where to go; it knows other steps by name only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

from domain.clock import Clock
from kiosk.flow.backstage import Backstage, NoBackstage
from kiosk.flow.contents import Content, Matter
from kiosk.flow.devices import Done, Handle, Offers, Rulebook, Workers
from kiosk.flow.outcome import STAY, Back, Outcome
from kiosk.flow.outside import NoOutside, Outside
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.visit import Visit
from kiosk.settings import FaceSettings, Times

View = Mapping[str, Json]
C = TypeVar("C", bound=Content)


@dataclass(frozen=True)
class Tick:
    """Time went on."""


@dataclass(frozen=True)
class Letter:
    """An answer on its way through the mailbox, addressed to the jobs of one step."""

    to: "Jobs"
    ticket: object
    done: Done = field(repr=False)


class Jobs:
    """The requests of one step. When the step is left they are cancelled, and what still arrives is thrown away."""

    def __init__(self, post: Callable[[Letter], None]) -> None:
        self._post = post
        self._tickets: dict[str, object] = {}
        self._handles: dict[str, Handle] = {}

    def start(self, job: str, submit: Callable[[Callable[[object], None]], Handle]) -> None:
        """Send a request; a request of the same name that is still under way is cancelled first."""
        self.cancel(job)
        ticket = self._tickets[job] = object()
        handle = submit(lambda result: self._post(Letter(self, ticket, Done(job, result))))
        self._handles[job] = handle

    def tell(self, job: str) -> Callable[..., None]:
        """Return what a worker calls to report progress on the request `job`; it arrives as ``Done("<job>.progress", what)``.

        To be asked for while the request is being submitted: a new request of that name silences the old one's progress too.
        """
        ticket = self._tickets[f"{job}.progress"] = object()
        return lambda what=None: self._post(Letter(self, ticket, Done(f"{job}.progress", what)))

    def is_running(self, job: str) -> bool:
        """Tell whether the answer to `job` is still awaited."""
        return job in self._tickets

    def accept(self, letter: Letter) -> Done | None:
        """Return the answer if it is still wanted."""
        job = letter.done.job
        if self._tickets.get(job) is not letter.ticket:
            return None
        if not job.endswith(".progress"):
            del self._tickets[job]
            self._handles.pop(job, None)
        return letter.done

    def cancel(self, job: str) -> None:
        """Give up on one request."""
        self._tickets.pop(job, None)
        self._tickets.pop(f"{job}.progress", None)
        handle = self._handles.pop(job, None)
        if handle is not None:
            handle.cancel()

    def cancel_all(self) -> None:
        """Give up on all requests."""
        for job in tuple(self._handles):
            self.cancel(job)
        self._tickets.clear()


@dataclass(frozen=True)
class Bench:
    """Everything a step may work with."""

    visit: Visit
    clock: Clock
    times: Times
    rulebook: Rulebook
    workers: Workers
    offers: Offers
    jobs: Jobs
    plan: Plan | None
    stop: Stop | None  # None outside of the plan
    sandbox: bool
    face: FaceSettings = field(default_factory=FaceSettings)
    backstage: Backstage = field(default_factory=NoBackstage)
    outside: Outside = field(default_factory=NoOutside)


class Step:
    """One step; made anew each time it is entered, so what must last lives in the visit."""

    kind: ClassVar[str]
    filled_by: ClassVar[type[Content] | None] = None  # the content that a plan gives to a stop of this kind
    can_go_back: bool = True
    can_end: bool = True
    passes_by_itself: ClassVar[bool] = False  # going back jumps over it
    limit_s: float | None = None  # a limit of its own; None: the idle warning and the visit's limit end it

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.name = bench.stop.name if bench.stop else self.kind
        self.entered_at = bench.clock.monotonic()

    @classmethod
    def passes(cls, visit: Visit) -> bool:  # noqa: ARG003 - the form that steps fill
        """Tell whether going back jumps over it in this visit."""
        return cls.passes_by_itself

    @property
    def sees_citizen(self) -> bool:
        """Tell whether somebody is known to stand here though nothing is touched; then no idle warning comes up."""
        return False

    @property
    def is_bound(self) -> bool:
        """Tell whether nothing may end the visit now, not even its time: money is on its way."""
        return False

    @property
    def visit(self) -> Visit:
        """The visit it works for."""
        return self.bench.visit

    @property
    def plan(self) -> Plan:
        """The plan of the chosen service; raises :class:`LookupError` outside of a service."""
        if self.bench.plan is None:
            raise LookupError("no service is chosen")
        return self.bench.plan

    @property
    def matter(self) -> Matter:
        """What the content of a stop may look at."""
        return Matter(self.visit, self.bench.rulebook, self.bench.clock.now(), self.bench.sandbox)

    def content(self, kind: type[C]) -> C:
        """Return what fills this step; raises :class:`LookupError` when the plan does not give it that."""
        content = self.bench.stop.content if self.bench.stop else None
        if not isinstance(content, kind):
            raise LookupError(f"{self.name} lacks its content")  # noqa: TRY004 - the plan is wrong, not a type
        return content

    def seconds_here(self) -> float:
        """Seconds since the step was entered."""
        return self.bench.clock.monotonic() - self.entered_at

    def enter(self) -> Outcome:
        """Begin; may already go on."""
        return STAY

    def view(self) -> View:
        """What the screen needs (docs/screens.md)."""
        return {}

    def pictures(self) -> Mapping[str, bytes]:
        """Pictures that the view names by their key; they go to the screen beside the view and are gone with the next state."""
        return {}

    def touched(self, touch: Touch) -> Outcome:  # noqa: ARG002 - the form that steps fill
        """A touch that is not a global one."""
        return STAY

    def done(self, done: Done) -> Outcome:  # noqa: ARG002 - the form that steps fill
        """An answer of a worker."""
        return STAY

    def tick(self) -> Outcome:
        """Time went on (about four times a second)."""
        return STAY

    def back(self) -> Outcome:
        """The citizen wants to go back."""
        return Back()

    def leave(self) -> None:
        """The step is left; its requests are cancelled by the machine."""


def text_in(touch: Touch, key: str, limit: int = 200) -> str:
    """Return a text of the payload; empty when it is missing, of another kind or longer than `limit` characters."""
    value = touch.payload.get(key)
    return value if isinstance(value, str) and len(value) <= limit else ""


def is_on(touch: Touch) -> bool:
    """Return the payload's ``on``."""
    return touch.payload.get("on") is True
