"""The step machine: one thread, one mailbox, one step at a time.

Everything reaches it as a message: touches, answers of workers, the passing of time. After each message it makes the
:class:`ScreenState` and publishes it when it differs. No state is without a limit: the idle warning and the visit's own limit
lead every visit to goodbye and home. A bug in a step ends that visit, is logged without a person's data, and nothing more.
"""

import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Literal

from domain.failures import FailureCode
from domain.people import mask_name
from domain.services import Offered, ServiceSlug
from kiosk.bugs import tell_bug
from kiosk.flow.attention import Attention
from kiosk.flow.outcome import (
    Advice,
    Advise,
    Back,
    Choose,
    Edit,
    End,
    Forward,
    Home,
    Maintain,
    MoveOn,
    Outcome,
    Retry,
    Stay,
    Suspend,
    VerifyFirst,
    Why,
)
from kiosk.flow.parts import Parts
from kiosk.flow.plan import Plan
from kiosk.flow.preferences import PREFERENCES, preferred
from kiosk.flow.route import HOME, LEAVING, Route, begin_detour, way_in, way_to_face
from kiosk.flow.screen_state import Display, Observer, ScreenState, Touch
from kiosk.flow.showing import Showing
from kiosk.flow.step import Jobs, Letter, Step, Tick
from kiosk.flow.visit import Visit

log = logging.getLogger(__name__)

BEAT_S = 0.25  # how often time passes for the steps
STUCK_S = 20.0  # no step blocks: a thread that has not turned for so long never will
RESTING = frozenset({"attract", "out_of_service"})  # nobody is here
BACKSTAGE = "maintenance"  # no citizen is here: it watches its own time
LONGEST_PASSAGE = 20  # more steps in a row that pass by themselves can only be a ring

Message = Touch | Letter | Tick
Direction = Literal["forward", "back", "none"]


class Machine:
    """Moves one visit at a time from step to step."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._mailbox: SimpleQueue[Message | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="flow", daemon=True)
        self._showing = Showing(parts.sandbox)
        self._direction: Direction = "none"
        self._attention = Attention(parts.clock, parts.times)
        self._route = Route(parts.steps)
        self._visit = Visit(parts.clock.monotonic())
        self._turned_at: float | None = None
        self._step: Step = self._make("attract")

    # -- from any thread --------------------------------------------------------------------------------------------------

    @property
    def state(self) -> ScreenState:
        """The newest state."""
        return self._showing.state

    @property
    def is_turning(self) -> bool:
        """Tell whether the flow still hears anything: a screen that is drawn but answers nobody is no terminal."""
        turned_at = self._turned_at
        return turned_at is None or self._parts.clock.monotonic() - turned_at < STUCK_S

    def post(self, touch: Touch) -> None:
        """Hand in a touch."""
        self._mailbox.put(touch)

    def observe(self, observer: Observer) -> None:
        """Have `observer` called with every new state, in the flow's thread. Call before :meth:`start`."""
        self._showing.observe(observer)

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
        self._showing.publish(self._compose_safely())

    def process_pending(self) -> None:
        """Work off the mailbox, then let time pass. Tests call this instead of :meth:`start`."""
        while True:
            try:
                message = self._mailbox.get_nowait()
            except Empty:
                break
            if message is not None:
                self._process(message)
        self._process(Tick())

    def _run(self) -> None:
        self.begin()
        beat = self._parts.clock.monotonic() + BEAT_S
        while True:
            try:
                message = self._mailbox.get(timeout=max(0.0, beat - self._parts.clock.monotonic()))
            except Empty:
                message = Tick()
                beat = self._parts.clock.monotonic() + BEAT_S
            if message is None:
                break
            self._turned_at = self._parts.clock.monotonic()
            self._process(message)
        self._guarded(self._close_step)

    def _process(self, message: Message) -> None:
        self._guarded(lambda: self._dispatch(message))
        self._showing.publish(self._compose_safely())

    def _dispatch(self, message: Message) -> None:
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

    def _let_time_pass(self) -> None:
        if self._step.sees_citizen:
            self._attention.touched()
        why = self._why_over() if self._is_visiting() and not self._step.is_bound else None
        if self._step.name in RESTING and self._attention.is_idle(self._visit):
            self._visit.display = Display()  # somebody chose a language and went away
        self._follow(End(why) if why else self._step.tick())

    def _why_over(self) -> Why | None:
        return "power" if self._parts.outside.is_closing() else self._attention.over(self._visit)

    # -- touches ----------------------------------------------------------------------------------------------------------

    def _hear(self, touch: Touch) -> None:
        warned = self._warning_seconds_left() is not None
        self._attention.touched()
        if self._hear_global(touch):
            return
        if not warned and not self._attention.is_covered() and not self._showing.is_late(touch):
            self._follow(self._step.touched(touch))

    def _hear_global(self, touch: Touch) -> bool:
        act = {
            **dict.fromkeys(PREFERENCES, self._prefer),
            "help": self._set_help,
            "close_help": self._set_help,
            "continue": lambda _: None,  # that somebody touched is all there is to it
            "activity": lambda _: None,
            "back": self._go_back,
            "end": self._ask_to_end,
            "end_cancelled": self._ask_to_end,
            "end_confirmed": self._end_at_once,
        }.get(touch.action)
        if act is not None:
            act(touch)
        return act is not None

    def _prefer(self, touch: Touch) -> None:
        self._visit.display = preferred(self._visit.display, touch)

    def _set_help(self, touch: Touch) -> None:
        self._attention.help_open = touch.action == "help" and (self._is_visiting() or self._step.name == BACKSTAGE)

    def _ask_to_end(self, touch: Touch) -> None:
        self._attention.help_open = False
        self._attention.asking_to_end = touch.action == "end" and self._can_end()

    def _end_at_once(self, _: Touch) -> None:
        if self._can_end():
            self._follow(End("ended"))

    def _go_back(self, touch: Touch) -> None:
        if self._step.can_go_back and not self._attention.is_covered() and not self._showing.is_late(touch):
            self._follow(self._step.back())

    def _can_end(self) -> bool:
        return self._step.can_end and self._is_visiting()

    def _is_visiting(self) -> bool:
        return self._step.name not in {*RESTING, LEAVING, BACKSTAGE}

    def _warning_seconds_left(self) -> int | None:
        is_asked = self._is_visiting() and not self._step.is_bound
        return self._attention.warning_seconds_left(self._visit) if is_asked else None

    # -- moving -----------------------------------------------------------------------------------------------------------

    def _follow(self, outcome: Outcome) -> None:
        """Go where a step says; a step that is entered may say at once to go on."""
        for _ in range(LONGEST_PASSAGE):
            if isinstance(outcome, Stay):
                return
            outcome = self._enter(self._target(outcome))
        raise RuntimeError("the steps go round in a ring")

    def _target(self, outcome: Outcome) -> str:
        """Return the name of the step that `outcome` leads to, everything else made ready for it."""
        if isinstance(outcome, Forward | Back):
            return self._along_plan(outcome)
        if isinstance(outcome, Edit | Retry | VerifyFirst):
            return self._to_step(outcome)
        self._route.clear()
        match outcome:
            case Home():
                target = self._to_home()
            case Choose(slug):
                target = self._to_service(slug)
            case MoveOn(slug):
                target = self._to_next_service(slug)
            case Advise(advice):
                target = self._to_advice(advice)
            case End(why):
                target = self._to_goodbye(why)
            case Maintain():
                target = self._to_rest(BACKSTAGE)
            case _:
                target = self._to_rest("out_of_service" if isinstance(outcome, Suspend) else "attract")
        return target

    def _along_plan(self, outcome: Forward | Back) -> str:
        plan, here = self._plan(), self._step.name
        forward = isinstance(outcome, Forward)
        self._direction = "forward" if forward else "back"
        find = self._route.after if forward else self._route.before
        target = find(plan, here, self._step.matter)
        if target == HOME:
            return self._to_home()
        return self._to_goodbye("finished") if target == LEAVING else target

    def _to_step(self, outcome: Edit | Retry | VerifyFirst) -> str:
        if isinstance(outcome, VerifyFirst):
            self._direction = "forward"
            return begin_detour(self._plan(), outcome.step, self._visit)
        self._direction = "back"
        if isinstance(outcome, Edit):
            self._route.begin_edit(self._step.name, self._visit.person)
        return outcome.step

    def _to_home(self) -> str:
        begins = self._step.name in RESTING
        self._direction = "forward" if begins else "back"
        self._visit.wipe()
        if begins:
            display = self._visit.display  # it may have been chosen on the attract screen
            self._visit = Visit(self._parts.clock.monotonic())
            self._visit.display = display
            self._parts.workers.note("visit_begun")
        return HOME

    def _to_service(self, slug: Offered) -> str:
        self._visit.service, self._direction = slug, "forward"
        self._parts.workers.note("service_chosen", service=slug.value)
        return self._parts.plans[slug].steps[0]

    def _to_next_service(self, slug: ServiceSlug) -> str:
        """Keep of the person what the service may use; see :func:`kiosk.flow.route.way_in`."""
        self._to_service(slug)
        target, self._visit.person = way_in(self._parts.plans[slug], self._visit.person)
        self._visit.advice = self._visit.detour = None
        return target

    def _to_advice(self, advice: Advice) -> str:
        self._visit.advice, self._direction = way_to_face(advice, self._plan(), self._step.name), "forward"
        return "advice"

    def _to_goodbye(self, why: Why) -> str:
        self._parts.workers.note("visit_ended", why=why, step=self._step.name)
        self._visit.why, self._direction = why, "forward"
        return LEAVING

    def _to_rest(self, screen: str) -> str:
        self._visit.wipe()
        self._visit = Visit(self._parts.clock.monotonic())
        self._direction = "none"
        return screen

    def _enter(self, name: str) -> Outcome:
        self._close_step()
        if name == LEAVING:
            self._visit.wipe()
        self._attention.uncover()
        self._step = self._make(name)
        return self._step.enter()

    def _close_step(self) -> None:
        try:
            self._step.leave()
        finally:
            self._step.bench.jobs.cancel_all()

    def _make(self, name: str) -> Step:
        return self._parts.make_step(name, self._visit, Jobs(self._mailbox.put))

    def _plan(self) -> Plan | None:
        return self._parts.plan_of(self._visit)

    # -- bugs -------------------------------------------------------------------------------------------------------------

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as bug:  # noqa: BLE001 - the thread's edge: a bug ends a visit, never the terminal
            self._survive(bug)

    def _survive(self, bug: Exception) -> None:
        """Wipe the visit and take refuge on a screen that needs nothing."""
        tell_bug(log, f"step {self._step.name}", bug)
        self._visit.wipe()
        self._visit.advice = Advice("failure", failure=FailureCode.TERMINAL_FAULT)
        self._direction = "none"
        self._route.clear()
        self._attention.uncover()
        self._leave_quietly()
        if self._step.name in {"advice", BACKSTAGE, *RESTING}:
            self._visit.display = Display()  # nobody is served any more
            self._step = self._make("out_of_service")
        else:
            self._step = self._make("advice")
        try:
            self._parts.workers.note("bug")
        except Exception as second:  # noqa: BLE001 - even the audit log may be what is broken
            tell_bug(log, "audit", second)

    def _leave_quietly(self) -> None:
        """A step with a bug may still hold something: money."""
        try:
            self._close_step()
        except Exception as second:  # noqa: BLE001 - the thread's edge, as in _guarded
            tell_bug(log, f"leaving {self._step.name}", second)

    # -- showing ----------------------------------------------------------------------------------------------------------

    def _compose_safely(self) -> ScreenState:
        for _ in range(3):  # the step itself, its refuge, the refuge's refuge
            try:
                return self._compose()
            except Exception as bug:  # noqa: BLE001 - the thread's edge, as in _guarded
                self._survive(bug)
        fault = FailureCode.TERMINAL_FAULT.value
        return ScreenState(serial=0, screen="out_of_service", view={"failure": fault}, sandbox=self._parts.sandbox)

    def _compose(self) -> ScreenState:
        plan, name = self._plan(), self._step.name
        line = plan if plan is not None and name in plan.steps else None
        document = self._visit.person.document
        return ScreenState(
            serial=0,
            screen=self._step.kind,
            step=name,
            view=dict(self._step.view()),
            service=self._visit.service.value if self._visit.service else None,
            stations=line.line if line else (),
            station=line.place_on_line(name) if line else -1,
            person=mask_name(document.name) if document else "",
            pictures=dict(self._step.pictures()),
            can_go_back=self._step.can_go_back and (self._is_visiting() or name == BACKSTAGE),
            can_end=self._can_end(),
            direction=self._direction,
            tidings=self._parts.outside.tidings() if self._is_visiting() else "",
            idle_seconds_left=self._warning_seconds_left(),
            asking_to_end=self._attention.asking_to_end,
            help_open=self._attention.help_open,
            display=self._visit.display,
            sandbox=self._parts.sandbox,
        )
