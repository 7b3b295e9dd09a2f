"""Fines over HTTP (`docs/stage.md`, Partners)."""

from pydantic import BaseModel, Field, StrictBool, ValidationError

from backoffice.partners import PartnerClient
from backoffice.registry.orders import FinePosting, Posted
from backoffice.registry.port import DECISIONS
from backoffice.registry.violation_forms import DecisionForm
from domain.violations import PenaltyDecision


class _Posted(BaseModel):
    voucher_number: str = Field(pattern=r"^[0-9]{0,20}$")
    voucher_check: str = Field(pattern=r"^[0-9A-Za-z]{0,20}$")
    fresh: StrictBool


def find_decision(client: PartnerClient, decision_number: str) -> PenaltyDecision | None:
    """Return the decision of this number, whoever's it is; None when there is none."""
    raw = client.post("/v1/decisions/query", {"decision_number": decision_number})
    try:
        found = DecisionForm.model_validate(raw).read()
    except ValueError:  # pydantic's ValidationError is one, too; its message may quote the person
        raise client.refuse(DECISIONS) from None
    if found is not None and found.decision_number != decision_number:
        raise client.refuse(DECISIONS)
    return found


def post(client: PartnerClient, posting: FinePosting) -> Posted:
    """Note that a fine was paid; asking again for the same application and decision gives the same voucher."""
    body = {
        "application_number": posting.application_number,
        "decision_number": posting.decision_number,
        "amount_fen": posting.amount_fen,
        "paid_on": posting.paid_on.isoformat(),
    }
    raw = client.post("/v1/fines/payment", body, f"{posting.application_number}-{posting.decision_number}")
    try:
        posted = _Posted.model_validate(raw)
    except ValidationError:
        raise client.refuse() from None
    if posted.fresh and not (posted.voucher_number and posted.voucher_check):
        raise client.refuse()
    return Posted(posted.voucher_number, posted.voucher_check, posted.fresh)
