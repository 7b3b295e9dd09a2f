"""Which step comes next: the plan's order, the way back over steps that pass by themselves, the return from an edited step."""

from collections.abc import Mapping

from kiosk.flow.contents import Matter
from kiosk.flow.plan import Plan
from kiosk.flow.step import Step
from kiosk.flow.visit import Entries, Person

HOME = "home"
LEAVING = "goodbye"


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
        if self._resume is not None:
            return plan.open_stop(matter, after=step, before=self._resume) or self._take_resume()
        ahead = plan.stops[plan.steps.index(step) + 1 :]
        return next((stop.name for stop in ahead if stop.is_on_way(matter.visit)), LEAVING)

    def before(self, plan: Plan | None, step: str, matter: Matter) -> str:
        """Return the step to go back to."""
        if plan is None or step not in plan.steps:
            return HOME
        if self._resume is not None:
            return self._give_up_edit(plan, matter, self._resume)
        earlier = plan.stops[: plan.steps.index(step)]
        halts = [stop.name for stop in earlier if stop.is_on_way(matter.visit) and not self._kinds[stop.kind].passes_by_itself]
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
