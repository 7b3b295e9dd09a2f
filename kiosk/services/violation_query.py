"""交通违法查询: what is open against the own vehicles and the own driving licence.

Read the card, verify the face (or see an overview only), wait for the office, look. Nothing is lodged and nothing is paid.
"""

from collections.abc import Callable

from domain.failures import FailureCode
from domain.services import ServiceSlug
from domain.wire.v1_violations import ViolationAnswer, ViolationQuestion
from kiosk.flow.contents import Fact, Matter, WaitContent
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import STAY, Outcome
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.eligibility import Eligibility, document_of


def facts(_: Visit) -> list[Fact]:
    """Nothing is confirmed: this service only shows."""
    return []


def violation_question(visit: Visit) -> ViolationQuestion:
    """Return what is asked; raises :class:`LookupError` when no card was read."""
    document = document_of(visit)
    return ViolationQuestion(
        kind=document.kind,
        number=document.number,
        name=document.name,
        valid_to=document.valid_to,
        face=visit.person.face.check,
    )


class OpenViolations:
    """The inquiry: what is open."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the office has answered, for the face as it was checked."""
        return matter.person.violations is not None

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask."""
        return workers.ask_violations(violation_question(matter.visit), on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep the answer."""
        if not isinstance(result, ViolationAnswer):
            return None
        workers.note("violations_answered", verified=result.verified)
        matter.person.violations = result
        return STAY

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that nothing was shown."""
        workers.note("violations_answered", verified=False, failure=failure.value)


ASK_OFFICE = WaitContent("violations_wait", (Eligibility(is_verified=True), OpenViolations()))

PLAN = Plan(
    slug=ServiceSlug.VIOLATION_QUERY,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        Stop("face_consent", "station.face"),  # 人脸
        Stop("face", "station.face"),
        Stop("wait", "station.query", "violations_wait", ASK_OFFICE),  # 查询
        Stop("violations", "station.query"),
    ),
    notices=(),
    facts=facts,
)
