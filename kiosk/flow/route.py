"""Which step comes next: the plan's order, the way back over steps that pass by themselves, the return from an edited step.

A detour: the face is looked at before its turn because the office's answer to a question waits for it; then the step that asked
is entered again. Which one that is stands in the visit, so that the steps of the face know what they are there for.
"""

from collections.abc import Mapping
from dataclasses import replace

from kiosk.flow.contents import Matter
from kiosk.flow.outcome import Advice
from kiosk.flow.plan import Plan
from kiosk.flow.step import Step
from kiosk.flow.visit import Entries, Person, Visit

HOME = "home"
LEAVING = "goodbye"
CONSENT, FACE = "face_consent", "face"


class Route:
    """The way of one visit through the plan of its service."""

    def __init__(self, kinds: Mapping[str, type[Step]]) -> None:
        self._kinds = kinds
        self._resume: str | None = None
        self._before_edit = Entries()

    def begin_edit(self, origin: str, person: Person) -> None:
        """An earlier step is to be changed; it leads straight back to `origin`, past what the change has opened again."""
        self._resume, self._before_edit = origin, person.entries()

    def clear(self) -> None:
        """Forget where an edited step would lead, and what was given before it."""
        self._resume, self._before_edit = None, Entries()

    def after(self, plan: Plan | None, step: str, matter: Matter) -> str:
        """Return the step after `step`: goodbye after the last one, home outside of a service."""
        if plan is None or step not in plan.steps:
            return HOME
        if matter.visit.detour is not None:
            return _along_detour(plan, step, matter.visit)
        if self._resume is not None:
            return plan.open_stop(matter, after=step, before=self._resume) or self._take_resume()
        ahead = plan.stops[plan.steps.index(step) + 1 :]
        return next((stop.name for stop in ahead if stop.is_on_way(matter.visit)), LEAVING)

    def before(self, plan: Plan | None, step: str, matter: Matter) -> str:
        """Return the step to go back to."""
        if plan is None or step not in plan.steps:
            return HOME
        if matter.visit.detour is not None:
            step, matter.visit.detour = matter.visit.detour, None
        elif self._resume is not None:
            return self._give_up_edit(plan, matter, self._resume)
        visit, earlier = matter.visit, plan.stops[: plan.steps.index(step)]
        halts = [stop.name for stop in earlier if stop.is_on_way(visit) and not self._kinds[stop.kind].passes(visit)]
        return halts[-1] if halts else HOME

    def _give_up_edit(self, plan: Plan, matter: Matter, origin: str) -> str:
        """Keep what was changed if it is whole, else what was there before: nobody confirms half an answer."""
        if plan.open_stop(matter, before=origin) is not None:
            matter.person.restore(self._before_edit)
        self.clear()
        return plan.open_stop(matter, before=origin) or origin

    def _take_resume(self) -> str:
        step = self._resume or HOME
        self.clear()
        return step


def way_in(plan: Plan, person: Person) -> tuple[str, Person]:
    """Return where somebody begins who comes from another service, and what of the person comes along.

    With a stop for somebody verified before, only the verified come along, to that stop. Else whoever laid the card does: it
    was read within this visit, so its stop passes by itself and says only what stands against this service.
    """
    if plan.joins_at is not None:
        return (plan.joins_at, person.moved_on()) if person.face.verified else (plan.steps[0], Person())
    return plan.steps[0], person.moved_on()


def way_to_face(advice: Advice, plan: Plan | None, asking: str) -> Advice:
    """Return the advice with the way to be verified now, where the plan has one; `asking`: name of the step told so."""
    can = plan is not None and advice.kind == "verify_first" and plan.find(asking) and plan.has(CONSENT) and plan.has(FACE)
    return replace(advice, retry=asking) if can else advice


def begin_detour(plan: Plan | None, asking: str, visit: Visit) -> str:
    """Return the stop where the face is asked for; afterwards `asking` is entered again."""
    visit.detour = asking
    return _stop_of(plan, CONSENT)


def _along_detour(plan: Plan, step: str, visit: Visit) -> str:
    """After the consent the face, after the face back to the question; verified early, the face is not asked for again."""
    if step == _stop_of(plan, CONSENT):
        return _stop_of(plan, FACE)
    asking, visit.detour = visit.detour, None
    visit.person.face.early = visit.person.face.verified
    return asking or HOME


def _stop_of(plan: Plan | None, kind: str) -> str:
    """Return the name of the first stop of a kind; raises :class:`LookupError` when there is none."""
    found = next((stop.name for stop in plan.stops if stop.kind == kind), None) if plan else None
    if found is None:
        raise LookupError(f"the plan has no {kind}")
    return found
