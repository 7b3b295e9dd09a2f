"""Which step comes next: the plan's order, the way back over steps that pass by themselves, the return from an edited step."""

from collections.abc import Mapping

from kiosk.flow.plan import Plan
from kiosk.flow.step import Step

HOME = "home"
LEAVING = "goodbye"


class Route:
    """The way of one visit through the plan of its service."""

    def __init__(self, kinds: Mapping[str, type[Step]]) -> None:
        self._kinds = kinds
        self._resume: str | None = None

    def begin_edit(self, origin: str) -> None:
        """An earlier step is to be changed; whatever its end, it leads back to `origin`."""
        self._resume = origin

    def clear(self) -> None:
        """Forget where an edited step would lead."""
        self._resume = None

    def after(self, plan: Plan | None, step: str) -> str:
        """Return the step after `step`: goodbye after the last one, home outside of a service."""
        if plan is None or step not in plan.steps:
            return HOME
        return self._take_resume() or next(iter(plan.steps[plan.steps.index(step) + 1 :]), LEAVING)

    def before(self, plan: Plan | None, step: str) -> str:
        """Return the step to go back to."""
        if plan is None or step not in plan.steps:
            return HOME
        earlier = plan.stops[: plan.steps.index(step)]
        halts = [stop.name for stop in earlier if not self._kinds[stop.kind].passes_by_itself]
        return self._take_resume() or (halts[-1] if halts else HOME)

    def _take_resume(self) -> str | None:
        step, self._resume = self._resume, None
        return step
