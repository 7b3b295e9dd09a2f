"""The step machine: one thread, one mailbox, one step at a time.

Everything reaches it as a message: touches, answers of workers, the passing of time. After each message it makes the
:class:`ScreenState` and publishes it when it differs. No state is without a limit: the idle warning and the visit's own limit
lead every visit to goodbye and home. A bug in a step ends that visit, is logged without a person's data, and nothing more.
"""

import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Literal

from domain.clock import Clock
from domain.failures import FailureCode
from domain.people import mask_name
from domain.services import ServiceSlug
from kiosk.bugs import tell_bug
from kiosk.flow.devices import Offers, Rulebook, Workers
from kiosk.flow.outcome import (
    Advice,
    Advise,
    Back,
    Choose,
    Edit,
    End,
    Forward,
    Home,
    Outcome,
    Rest,
    Retry,
    Stay,
    Suspend,
    Why,
)
from kiosk.flow.plan import Plan
from kiosk.flow.screen_state import Json, Observer, ScreenState, Touch
from kiosk.flow.step import Bench, Jobs, Letter, Step, Tick
from kiosk.flow.visit import Visit
from kiosk.settings import Times

log = logging.getLogger(__name__)

BEAT_S = 0.25  # how often time passes for the steps
RESTING = frozenset({"attract", "out_of_service"})  # nobody is here
LEAVING = "goodbye"


@dataclass(frozen=True)
class Parts:
    """What the machine is built of."""

    clock: Clock
    times: Times
    rulebook: Rulebook
    workers: Workers
    offers: Offers
    steps: Mapping[str, type[Step]]
    plans: Mapping[ServiceSlug, Plan]
    sandbox: bool


class Machine:
    """Moves one visit at a time from step to step."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._mailbox: SimpleQueue[Touch | Letter | None] = SimpleQueue()
        self._observers: list[Observer] = []
        self._thread = Thread(target=self._run, name="flow", daemon=True)
        self._state = ScreenState(serial=0, screen="attract", sandbox=parts.sandbox)
        self._direction: Literal["forward", "back", "none"] = "none"
        self._resume: str | None = None  # where an edited step leads back to
        self._screen_serial = 0  # serial with which the present screen first appeared
        self._last_touch = parts.clock.monotonic()
        self._asking_to_end = False
        self._help_open = False
        self._visit = Visit(parts.clock.monotonic())
        self._step: Step = self._make("attract")

    # -- from any thread --------------------------------------------------------------------------------------------------

    @property
    def state(self) -> ScreenState:
        """The newest state."""
        return self._state

    def post(self, touch: Touch) -> None:
        """Hand in a touch."""
        self._mailbox.put(touch)

    def observe(self, observer: Observer) -> None:
        """Have `observer` called with every new state, in the flow's thread. Call before :meth:`start`."""
        self._observers.append(observer)

    def start(self) -> None:
        """Begin to work in a thread of its own."""
        self._thread.start()

    def stop(self, limit_s: float = 10.0) -> bool:
        """End the thread; False when it has not ended within `limit_s` seconds."""
        if self._thread.ident is None:
            return True
        self._mailbox.put(None)
        self._thread.join(limit_s)
        return not self._thread.is_alive()

    # -- the flow's thread ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Show the first screen."""
        self._guarded(lambda: self._follow(self._step.enter()))
        self._publish()

    def process_pending(self) -> None:
        """Work off the mailbox, then let time pass. Tests call this instead of :meth:`start`."""
        while True:
            try:
                message = self._mailbox.get_nowait()
            except Empty:
                break
            self._process(message)
        self._process(Tick())

    def _run(self) -> None:
        self.begin()
        beat = self._parts.clock.monotonic() + BEAT_S
        while True:
            try:
                message = self._mailbox.get(timeout=max(0.0, beat - self._parts.clock.monotonic()))
            except Empty:
                beat = self._parts.clock.monotonic() + BEAT_S
                self._process(Tick())
                continue
            if message is None:
                break
            self._process(message)
        self._guarded(self._close_step)

    def _process(self, message: Touch | Letter | Tick | None) -> None:
        if message is None:
            return
        self._guarded(lambda: self._dispatch(message))
        self._publish()

    def _dispatch(self, message: Touch | Letter | Tick) -> None:
        if isinstance(message, Touch):
            self._hear(message)
        elif isinstance(message, Letter):
            self._deliver(message)
        else:
            self._let_time_pass()

    def _deliver(self, letter: Letter) -> None:
        done = letter.to.accept(letter) if letter.to is self._step.bench.jobs else None
        if done is not None:
            self._follow(self._step.done(done))

    # -- touches ----------------------------------------------------------------------------------------------------------

    def _hear(self, touch: Touch) -> None:
        warned = self._idle_seconds_left() is not None
        self._last_touch = self._parts.clock.monotonic()
        if self._hear_global(touch):
            return
        covered = warned or self._asking_to_end or self._help_open
        if not covered and not self._is_late(touch):
            self._follow(self._step.touched(touch))

    def _is_late(self, touch: Touch) -> bool:
        """A touch that was meant for a screen that is no longer there (the second half of a double tap)."""
        serial = touch.payload.get("serial")
        return isinstance(serial, int) and serial < self._screen_serial

    def _hear_global(self, touch: Touch) -> bool:
        action = {
            "language": self._set_language,
            "elder": lambda t: self._set_display(elder=t.payload.get("on") is True),
            "contrast": lambda t: self._set_display(contrast=t.payload.get("on") is True),
            "help": lambda _: self._set_help(True),
            "close_help": lambda _: self._set_help(False),
            "continue": lambda _: None,
            "activity": lambda _: None,
            "back": self._go_back,
            "end": lambda _: self._ask_to_end(self._can_end()),
            "end_cancelled": lambda _: self._ask_to_end(False),
            "end_confirmed": self._end_at_once,
        }.get(touch.action)
        if action is None:
            return False
        action(touch)
        return True

    def _set_language(self, touch: Touch) -> None:
        language = touch.payload.get("language")
        if language == "zh" or language == "en":
            self._visit.display = replace(self._visit.display, language=language)

    def _set_display(self, **changes: bool) -> None:
        self._visit.display = replace(self._visit.display, **changes)  # type: ignore[arg-type]  # elder and contrast only

    def _set_help(self, is_open: bool) -> None:
        self._help_open = is_open and self._is_visiting()

    def _ask_to_end(self, asking: bool) -> None:
        self._asking_to_end = asking
        self._help_open = False

    def _go_back(self, touch: Touch) -> None:
        covered = self._asking_to_end or self._help_open
        if self._step.can_go_back and not covered and not self._is_late(touch):
            self._follow(self._step.back())

    def _end_at_once(self, _: Touch) -> None:
        if self._can_end():
            self._follow(End("ended"))

    def _can_end(self) -> bool:
        return self._step.can_end and self._is_visiting()

    def _is_visiting(self) -> bool:
        return self._step.name not in RESTING and self._step.name != LEAVING

    # -- time -------------------------------------------------------------------------------------------------------------

    def _let_time_pass(self) -> None:
        why = self._time_is_over()
        if why is not None:
            self._follow(End(why))
        else:
            self._follow(self._step.tick())

    def _time_is_over(self) -> Why | None:
        if not self._is_visiting():
            return None
        now = self._parts.clock.monotonic()
        if now - self._visit.started_at >= self._parts.times.visit:
            return "time_over"
        if now - self._last_touch >= self._idle_after() + self._parts.times.idle_countdown:
            return "idle"
        return None

    def _idle_after(self) -> float:
        times = self._parts.times
        return times.idle_warning_elder if self._visit.display.elder else times.idle_warning

    def _idle_seconds_left(self) -> int | None:
        if not self._is_visiting():
            return None
        left = self._last_touch + self._idle_after() + self._parts.times.idle_countdown - self._parts.clock.monotonic()
        return max(0, math.ceil(left)) if left <= self._parts.times.idle_countdown else None

    # -- moving -----------------------------------------------------------------------------------------------------------

    def _follow(self, outcome: Outcome) -> None:
        """Go where a step says; a step that is entered may say at once to go on."""
        limit = 20  # more in a row can only be a ring of steps that all pass by themselves
        while not isinstance(outcome, Stay):
            if limit == 0:
                raise RuntimeError("the steps go round in a ring")
            limit -= 1
            outcome = self._enter(self._target(outcome))

    def _target(self, outcome: Outcome) -> str:  # noqa: C901 - one line per outcome, nothing to simplify
        match outcome:
            case Forward():
                return self._next("forward")
            case Back():
                return self._next("back")
            case Home():
                return self._turn_home()
            case Choose(slug):
                return self._begin_service(slug)
            case Edit(step):
                self._resume, self._direction = self._step.name, "back"
                return step
            case Retry(step):
                self._resume, self._direction = None, "back"
                return step
            case Advise(advice):
                self._visit.advice, self._direction = advice, "forward"
                return "advice"
            case End(why):
                return self._turn_to_goodbye(why)
            case Rest() | Suspend():
                return self._clear_away("attract" if isinstance(outcome, Rest) else "out_of_service")
            case _:
                raise AssertionError("Stay leads nowhere")

    def _next(self, direction: Literal["forward", "back"]) -> str:
        self._direction = direction
        plan = self._plan()
        if self._resume is not None:
            step, self._resume = self._resume, None
            return step
        if plan is None or self._step.name not in plan.steps:
            return self._turn_home()
        index = plan.steps.index(self._step.name)
        if direction == "forward":
            return plan.steps[index + 1] if index + 1 < len(plan.steps) else self._turn_to_goodbye("finished")
        earlier = [name for name in plan.steps[:index] if not self._parts.steps[name].passes_by_itself]
        return earlier[-1] if earlier else self._turn_home()

    def _turn_home(self) -> str:
        if self._step.name in RESTING:
            self._visit = Visit(self._parts.clock.monotonic())
            self._last_touch = self._parts.clock.monotonic()
            self._direction = "forward"
            self._parts.workers.note("visit_begun")
        else:
            self._direction = "back"
        self._visit.wipe()
        self._resume = None
        return "home"

    def _begin_service(self, slug: ServiceSlug) -> str:
        self._visit.service, self._direction = slug, "forward"
        self._parts.workers.note("service_chosen", service=slug.value)
        return self._parts.plans[slug].steps[0]

    def _turn_to_goodbye(self, why: Why) -> str:
        self._parts.workers.note("visit_ended", why=why, step=self._step.name)
        self._visit.why = why
        self._direction = "forward"
        return LEAVING

    def _clear_away(self, screen: str) -> str:
        self._visit.wipe()
        self._visit = Visit(self._parts.clock.monotonic())
        self._direction = "none"
        return screen

    def _enter(self, name: str) -> Outcome:
        self._close_step()
        if name == LEAVING:
            self._visit.wipe()
        self._asking_to_end = self._help_open = False
        self._step = self._make(name)
        return self._step.enter()

    def _close_step(self) -> None:
        try:
            self._step.leave()
        finally:
            self._step.bench.jobs.cancel_all()

    def _make(self, name: str) -> Step:
        parts = self._parts
        return parts.steps[name](
            Bench(
                visit=self._visit,
                clock=parts.clock,
                times=parts.times,
                rulebook=parts.rulebook,
                workers=parts.workers,
                offers=parts.offers,
                jobs=Jobs(self._mailbox.put),
                plan=self._plan(),
                sandbox=parts.sandbox,
            )
        )

    def _plan(self) -> Plan | None:
        return self._parts.plans.get(self._visit.service) if self._visit.service else None

    # -- bugs -------------------------------------------------------------------------------------------------------------

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as bug:  # noqa: BLE001 - the thread's edge: a bug ends a visit, never the terminal
            self._survive(bug)

    def _survive(self, bug: Exception) -> None:
        tell_bug(log, f"step {self._step.name}", bug)
        self._visit.wipe()
        self._visit.advice = Advice("failure", failure=FailureCode.TERMINAL_FAULT)
        self._direction, self._resume = "none", None
        self._step.bench.jobs.cancel_all()
        refuge = "advice" if self._step.name not in {"advice", *RESTING} else "out_of_service"
        self._asking_to_end = self._help_open = False
        self._step = self._make(refuge)
        try:
            self._parts.workers.note("bug")
        except Exception as second:  # noqa: BLE001 - even the audit log may be what is broken
            tell_bug(log, "audit", second)

    # -- showing ----------------------------------------------------------------------------------------------------------

    def _publish(self) -> None:
        state = self._guarded_compose()
        if replace(state, serial=self._state.serial) == self._state:
            return
        state = replace(state, serial=self._state.serial + 1)
        if state.screen != self._state.screen:
            self._screen_serial = state.serial
        self._state = state
        for observer in tuple(self._observers):
            self._show(observer, state)

    def _show(self, observer: Observer, state: ScreenState) -> None:
        try:
            observer(state)
        except Exception as bug:  # noqa: BLE001 - the thread's edge: a bug of the screen must not end the flow
            tell_bug(log, "observer", bug)

    def _guarded_compose(self) -> ScreenState:
        try:
            return self._compose()
        except Exception as bug:  # noqa: BLE001 - the thread's edge, as in _guarded
            self._survive(bug)
        try:
            return self._compose()
        except Exception as bug:  # noqa: BLE001 - a view that fails twice: show the one screen that needs nothing
            tell_bug(log, "view", bug)
            return ScreenState(serial=0, screen="out_of_service", view={"failure": "terminal_fault"}, sandbox=self._parts.sandbox)

    def _compose(self) -> ScreenState:
        plan, name = self._plan(), self._step.name
        on_line = plan is not None and name in plan.steps
        document = self._visit.person.document
        return ScreenState(
            serial=0,
            screen=name,
            view=_plain(self._step.view()),
            service=self._visit.service.value if self._visit.service else None,
            stations=plan.stations if plan is not None and on_line else (),
            station=plan.steps.index(name) if plan is not None and on_line else -1,
            person=mask_name(document.name) if document else "",
            can_go_back=self._step.can_go_back and self._is_visiting(),
            can_end=self._can_end(),
            direction=self._direction,
            idle_seconds_left=self._idle_seconds_left(),
            asking_to_end=self._asking_to_end,
            help_open=self._help_open,
            display=self._visit.display,
            sandbox=self._parts.sandbox,
        )


def _plain(view: Mapping[str, Json]) -> dict[str, Json]:
    return dict(view)

