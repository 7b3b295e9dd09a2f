"""确认: everything entered, once, on one screen; contact data and way of service are confirmed (违法行为处理程序规定 §20)."""

from domain.people import mask_name, mask_number
from kiosk.flow.contents import Fact
from kiosk.flow.outcome import STAY, Edit, Forward, Outcome, Retry
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Step, View, text_in
from kiosk.services.delivery import shown_address
from kiosk.services.eligibility import document_of
from kiosk.services.fees import fee_due

ADDRESS = "address"  # the stop, and its kind; what is not posted has none
BY_POST = "confirm.service_method.sms_and_post"
WITHOUT_POST = "confirm.service_method.sms"


class Confirm(Step):
    """The last look before signing."""

    kind = "confirm"

    def view(self) -> View:
        rows: list[Json] = [{**fact.shown(), "edit": fact.edit} for fact in self._facts()]
        fee = fee_due(self.plan, self.bench.rulebook, self.bench.clock.now().date())
        return {"rows": rows, "fee_fen": fee, "ways": BY_POST if self.plan.has(ADDRESS) else WITHOUT_POST}

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "edit":
                step = text_in(touch, "step")
                if step in {fact.edit for fact in self._facts() if fact.edit}:
                    self.visit.person.strokes = []  # what was signed was something else
                    return Edit(step)
            case "next":
                still_open = self.plan.open_stop(self.matter, before=self.name)
                return Retry(still_open) if still_open else Forward()
        return STAY

    def _facts(self) -> list[Fact]:
        document = document_of(self.visit)
        return [
            Fact("confirm.row.service", value_key=f"service.{self.plan.slug.value}.name"),
            Fact("confirm.row.name", value=mask_name(document.name)),
            Fact("confirm.row.id_number", value=mask_number(document.number)),
            *self.plan.facts(self.visit),
            *(self._delivery() if self.plan.has(ADDRESS) else ()),
        ]

    def _delivery(self) -> tuple[Fact, ...]:
        person = self.visit.person
        return (
            Fact("confirm.row.address", value=shown_address(person, self.bench.rulebook.regions), edit=ADDRESS),
            Fact("confirm.row.phone", value=person.address.phone, edit=ADDRESS),
        )
