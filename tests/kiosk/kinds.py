"""A service that exists in tests only and uses every kind of step, two of them twice.

Which of the own vehicles, which of its plates, how to be reached, the code that came by SMS, what becomes of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.failures import FailureCode
from domain.services import ServiceSlug
from domain.wire.v1 import EligibilityAnswer
from drivers.receipt_printer.contract import Receipt, TextLine
from kiosk.flow.contents import (
    Chip,
    ChooseContent,
    DeclareContent,
    Entry,
    Fact,
    Finding,
    FormContent,
    FormField,
    Matter,
    Plate,
    Question,
    ResultContent,
    WaitContent,
)
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import STAY, Outcome, Retry
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.eligibility import eligibility_question
from tests.kiosk.stage import ELIGIBLE, Stage

SLUG = ServiceSlug.PLATE_REISSUE
CAR, VAN, CYCLE, SEALED = "02:渝A8K2D6", "02:渝AD06618", "07:渝A8K2D6", "02:渝A9T63E"  # one number, two kinds: two vehicles
OFFICE = "office"  # where the test keeps what its office said
PHONE = "13896204417"
CODE = "204417"


@dataclass(frozen=True)
class Ask:
    """An inquiry about what stands in a field: settled for this very text only."""

    stop: str
    name: str
    right: str | None = None  # None: whatever is asked is right
    again: str = ""  # the stop to go to with a wrong one

    def is_settled(self, matter: Matter) -> bool:
        return matter.answers.text(OFFICE, self.stop) == matter.answers.text(self.stop, self.name)

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        return workers.ask_eligibility(eligibility_question(matter.visit), on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        if not isinstance(result, EligibilityAnswer):
            return None
        value = matter.answers.text(self.stop, self.name)
        if self.right is not None and value != self.right:
            matter.answers.typed[OFFICE, "refused"] = value
            return Retry(self.again)
        matter.answers.typed[OFFICE, self.stop] = value
        return STAY

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        workers.note("eligibility_not_asked", failure=failure.value)


def vehicles(_: Matter) -> Sequence[Entry]:
    return (
        Entry(CAR, "渝A∗∗2D6", plate=Plate("渝A∗∗2D6", "02"), amount_fen=10000, chips=(Chip("ok", "vehicle_state.A"),)),
        Entry(VAN, "渝A∗∗618", amount_fen=10000),
        Entry(CYCLE, "渝A∗∗2D6", plate=Plate("渝A∗∗2D6", "07"), amount_fen=3500),
        Entry(SEALED, "渝A∗∗63E", amount_fen=10000, why="vehicle_state.K"),
    )


def plates(matter: Matter) -> Sequence[Question]:
    """A motorcycle has one plate."""
    only_rear = (matter.answers.option("vehicle", "entry") or "").startswith("07")
    return (
        Question("which", ("rear",) if only_rear else ("front", "rear"), many=True),
        Question("temporary", ("wanted", "not_wanted"), required=False),
    )


def plate_facts(matter: Matter) -> Sequence[Fact]:
    return (Fact("plates.fact.kind", value=matter.answers.option("vehicle", "entry")),)


def is_refused(matter: Matter, value: str) -> str | None:
    return "form_error.sms_code" if value == matter.answers.text(OFFICE, "refused") else None


CONTACT = (FormField("phone", "mobile"), FormField("email", "email", required=False), FormField("postcode", "postcode"))


def finding(matter: Matter) -> Finding:
    chosen = matter.answers.option("vehicle", "entry")
    return Finding("done", big="3", qr="CQJG:TEST", facts=(Fact("confirm.row.service", value=chosen),), values={"days": 3})


def slip(_: Matter) -> Receipt:
    return Receipt((TextLine("样本"),))


def edits(_: Visit) -> list[Fact]:
    rows = {"loss_reason": "vehicle", "address": "plates", "phone": "contact", "ways": "code"}  # words of other services
    return [Fact(f"confirm.row.{key}", value="样本", edit=stop) for key, stop in rows.items()]


PLAN = Plan(
    slug=SLUG,
    stops=(
        Stop("read_id_card", "station.read"),
        Stop("choose", "station.licence", "vehicle", ChooseContent("vehicle", vehicles)),
        Stop("declare", "station.licence", "plates", DeclareContent("plates", plates, plate_facts, "vehicle_licence")),
        Stop("form", "station.address", "contact", FormContent("contact", lambda _: CONTACT)),
        Stop("wait", "station.address", "send_code", WaitContent("send_code", (Ask("contact", "phone"),))),
        Stop(
            "form", "station.address", "code", FormContent("code", lambda _: (FormField("code", "sms_code", check=is_refused),))
        ),
        Stop("wait", "station.address", "check_code", WaitContent("check_code", (Ask("code", "code", CODE, "code"),))),
        Stop("confirm", "station.confirm"),
        Stop("result", "station.done", content=ResultContent("plates_result", finding, slip)),
    ),
    notices=(),
    facts=edits,
)


def stage_of(folder: Path, *stops: Stop) -> Stage:
    """Return a stage that offers a service of a card and these stops, at the first of them."""
    plan = Plan(SLUG, (Stop("read_id_card", "station.read"), *stops), notices=(), facts=edits) if stops else PLAN
    stage = Stage(folder, plans={SLUG: plan})
    stage.wake()
    stage.choose(SLUG)
    stage.lay_card()
    return stage


def type_in(stage: Stage, field: str, text: str) -> None:
    for letter in text:
        stage.touch("type", field=field, text=letter)


def go(stage: Stage, until: str) -> None:
    """Go the usual way through the service of tests."""
    ways: dict[str, Callable[[], None]] = {
        "vehicle": lambda: stage.touch("choose", id=CAR),
        "plates": lambda: say_which(stage),
        "contact": lambda: fill_contact(stage),
        "send_code": lambda: stage.answer("ask", ELIGIBLE),
        "code": lambda: type_in(stage, "code", CODE),
        "check_code": lambda: stage.answer("ask", ELIGIBLE),
        "confirm": lambda: None,
    }
    while stage.step != until:
        before = stage.step
        ways[before]()
        if stage.step == before:
            stage.touch("next")
        assert stage.step != before, f"stuck on {before}"


def say_which(stage: Stage) -> None:
    stage.touch("choose", question="which", option="rear")
    stage.touch("declare", on=True)


def fill_contact(stage: Stage) -> None:
    type_in(stage, "phone", PHONE)
    stage.touch("next")
    stage.touch("next")  # no e-mail
    type_in(stage, "postcode", "400010")
