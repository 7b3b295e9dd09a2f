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
        rows: list[Json] = [{**fact.shown(), "value": _value(fact), "edit": fact.edit} for fact in self._facts()]
        fee = fee_due(self.plan, self.matter)
        sends = self.plan.has("sign") and not self.plan.has("sign", self.visit)
        signs = self.plan.signed and not sends
        return {
            "rows": rows,
            "fee_fen": fee,
            "fee_key": self.plan.fee_key,
            "ways": (BY_POST if self._is_posted else WITHOUT_POST) if signs else None,
            "signs": signs,
            "sends": sends,
        }

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
            *(self._delivery() if self.plan.has(ADDRESS, self.visit) else ()),
        ]

    @property
    def _is_posted(self) -> bool:
        """Tell whether there is a letter: a service that says itself how the citizen is reached posts nothing."""
        return self.plan.has(ADDRESS, self.visit) and self.plan.delivery is None

    def _delivery(self) -> tuple[Fact, ...]:
        """Where the letter goes; without a letter where the citizen lives, and the phone is the service's own row."""
        person = self.visit.person
        address = shown_address(person, self.bench.rulebook.regions)
        if not self._is_posted:
            return (Fact("confirm.row.contact_address", value=address, edit=ADDRESS),)
        return (
            Fact("confirm.row.address", value=address, edit=ADDRESS),
            Fact("confirm.row.phone", value=person.address.phone, edit=ADDRESS),
        )


def _value(fact: Fact) -> str | None:
    """A plate is said as it is written: the rows here are of one kind."""
    return fact.plate.number if fact.plate and fact.value is None else fact.value
