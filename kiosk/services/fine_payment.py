"""罚款缴纳: own unpaid decisions after the face, or one decision by its number; paid by bank card, each once.

行政处罚法 §67, §72; 道路交通安全法 §108. Read the card, say which way in, choose, hold, confirm the amount, pay; the office
posts the payment and gives the voucher's number. Nothing is charged that the office does not hold for this very order.
"""

from collections.abc import Sequence

from domain.application import ApplicationStatus
from domain.rules.fine_payment import Declaration
from domain.services import ServiceSlug
from domain.wire.v1 import Delivery
from domain.wire.v1_outcomes import OutcomeAnswer
from domain.wire.v1_violations import UnpaidDecision
from kiosk.flow.contents import (
    ChooseContent,
    Entry,
    Fact,
    Finding,
    FormContent,
    FormField,
    Matter,
    OutcomeContent,
    ResultContent,
    WaitContent,
)
from kiosk.flow.plan import Plan, Stop
from kiosk.flow.visit import Visit
from kiosk.services.eligibility import Eligibility
from kiosk.services.fine_result import finding, slip_of
from kiosk.services.fines import (
    ASK,
    BY_NUMBER,
    LIST,
    MINE,
    MOST_DECISIONS,
    NUMBER,
    WAY,
    FineReservation,
    UnpaidFines,
    by_face,
    by_number,
    chosen_decisions,
    end_hold,
    entries,
    number_in,
)
from kiosk.services.reached import by_sms

HOLD = "fine_hold"
STILL_OPEN = frozenset({ApplicationStatus.RECEIVED, ApplicationStatus.ACCEPTED, ApplicationStatus.UNDER_REVIEW})


def declaration(visit: Visit) -> Declaration:
    """Which decisions are paid; raises :class:`LookupError` when none was chosen: a bug."""
    numbers = tuple(one.decision_number for one in chosen_decisions(visit))
    if not numbers:
        raise LookupError("no decision was chosen")
    return Declaration(numbers)


def fee(matter: Matter) -> int:
    """Return what the office holds the decisions at, in fen; raises :class:`LookupError` when it holds none: a bug."""
    if matter.person.hold is None:
        raise LookupError("nothing is held")
    return matter.person.hold.amount_fen


def facts(visit: Visit) -> list[Fact]:
    """What this service adds to the confirmation: fines, and what lateness costs."""
    decisions = chosen_decisions(visit)
    fines, surcharges = sum(one.fine_fen for one in decisions), surcharges_of(visit, decisions)
    which = decisions[0].decision_number if len(decisions) == 1 else str(len(decisions))
    rows = [
        Fact("confirm.row.decision" if len(decisions) == 1 else "confirm.row.decisions", value=which, edit=LIST),
        Fact("confirm.row.fine", value=f"¥{fines / 100:.2f}"),
    ]
    if surcharges:
        rows.append(Fact("confirm.row.surcharge", value=_reckoned(decisions, surcharges)))
        rows.append(Fact("confirm.row.surcharge_rule", value_key="fines.surcharge_rule"))
    return rows


def surcharges_of(visit: Visit, decisions: Sequence[UnpaidDecision]) -> int:
    """Return the surcharges in fen: those of the hold, which may be of a later day than the list."""
    if visit.person.hold is None:
        return sum(one.surcharge_fen for one in decisions)
    return max(visit.person.hold.amount_fen - sum(one.fine_fen for one in decisions), 0)


def _reckoned(decisions: Sequence[UnpaidDecision], surcharges: int) -> str:
    """Return the surcharge, and of a single decision for how many days."""
    is_of_the_day = len(decisions) == 1 and surcharges == decisions[0].surcharge_fen
    days = f"　{decisions[0].days_late} × 3%" if is_of_the_day else ""
    return f"¥{surcharges / 100:.2f}{days}"


def ways(_: Matter) -> Sequence[Entry]:
    """How somebody gets to a decision."""
    return tuple(Entry(way, f"{WAY}.{way}", f"{WAY}_note.{way}") for way in (MINE, BY_NUMBER))


def number_field(_: Matter) -> Sequence[FormField]:
    """The number that is printed on the decision."""
    return (FormField(NUMBER, "decision_number"),)


def delivery(matter: Matter) -> Delivery:
    """Nobody is written to: the slip is taken along."""
    return by_sms(matter, "")


def is_settled(answer: OutcomeAnswer, _: Matter) -> bool:
    """The office has posted the payment, or says why not."""
    return answer.status not in STILL_OPEN


def _begins_here(visit: Visit) -> bool:
    return not visit.person.joined


def result(matter: Matter) -> Finding:
    """What came of it."""
    return finding(matter)


ASK_FINES = WaitContent(ASK, (Eligibility(is_verified=True), UnpaidFines()))
PLAN = Plan(
    slug=ServiceSlug.FINE_PAYMENT,
    stops=(
        Stop("read_id_card", "station.read"),  # 读证
        Stop("choose", "station.query", WAY, ChooseContent(WAY, ways), only_if=_begins_here),  # 查询
        Stop("face_consent", "station.query", only_if=by_face),
        Stop("face", "station.query", only_if=by_face),
        Stop("form", "station.query", NUMBER, FormContent(NUMBER, number_field, NUMBER, number_in), only_if=by_number),
        Stop("wait", "station.query", ASK, ASK_FINES),
        Stop("choose", "station.query", LIST, ChooseContent(LIST, entries, many=True, most=MOST_DECISIONS)),
        Stop("wait", "station.confirm", HOLD, WaitContent(HOLD, (FineReservation(),))),
        Stop("confirm", "station.confirm"),  # 确认
        Stop("pay", "station.pay"),  # 缴费
        Stop("outcome", "station.done", content=OutcomeContent("fine_outcome", is_settled)),  # 完成
        Stop("result", "station.done", content=ResultContent("fine_paid", result, slip=slip_of)),
    ),
    notices=(),
    facts=facts,
    declaration=declaration,
    fee=fee,
    signed=False,
    fee_key="confirm.row.to_pay",
    delivery=delivery,
    unpaid=end_hold,
    joins_at=ASK,
    without="number",
)
