"""What the machine is built of, and how a step is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.clock import Clock
from domain.services import Offered
from kiosk.flow.backstage import Backstage, NoBackstage
from kiosk.flow.devices import Offers, Rulebook, Workers
from kiosk.flow.outside import NoOutside, Outside
from kiosk.flow.plan import Plan
from kiosk.flow.step import Bench, Jobs, Step
from kiosk.flow.visit import Visit
from kiosk.settings import FaceSettings, Times


@dataclass(frozen=True)
class Parts:
    """Handed in once, by hand."""

    clock: Clock
    times: Times
    rulebook: Rulebook
    workers: Workers
    offers: Offers
    steps: Mapping[str, type[Step]]  # by kind
    plans: Mapping[Offered, Plan]
    sandbox: bool
    face: FaceSettings = field(default_factory=FaceSettings)
    backstage: Backstage = field(default_factory=NoBackstage)
    outside: Outside = field(default_factory=NoOutside)

    def plan_of(self, visit: Visit) -> Plan | None:
        """Return the plan of the service that was chosen, if one was."""
        return self.plans.get(visit.service) if visit.service else None

    def make_step(self, name: str, visit: Visit, jobs: Jobs) -> Step:
        """Make a step anew; raises :class:`KeyError` for a name that is neither a stop's nor a kind's."""
        plan = self.plan_of(visit)
        stop = plan.find(name) if plan else None
        return self.steps[stop.kind if stop else name](
            Bench(
                visit=visit,
                clock=self.clock,
                times=self.times,
                rulebook=self.rulebook,
                workers=self.workers,
                offers=self.offers,
                jobs=jobs,
                plan=plan,
                stop=stop,
                sandbox=self.sandbox,
                face=self.face,
                backstage=self.backstage,
                outside=self.outside,
            )
        )
