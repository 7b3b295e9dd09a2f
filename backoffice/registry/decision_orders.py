"""Penalty decisions and disputes over HTTP (`docs/stage.md`, Partners)."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field, StrictBool, StrictInt, ValidationError

from backoffice.partners import PartnerClient
from backoffice.registry.orders import DecisionOrder, Issued


class _Issued(BaseModel):
    decision_number: str = Field(pattern=r"^[0-9]{16}$")
    decided_on: date
    points_total: Annotated[StrictInt, Field(ge=0, le=100)]


class _Disputed(BaseModel):
    disputed: StrictBool


class _Answered(BaseModel):
    upheld: StrictBool


def issue(client: PartnerClient, order: DecisionOrder) -> Issued:
    """Issue a decision and register its points; asking again for the same application and record gives the same one."""
    body = {
        "application_number": order.application_number,
        "record_number": order.record_number,
        "id_number": order.id_number,
        "points": order.points,
        "fine_fen": order.fine_fen,
    }
    raw = client.post("/v1/decisions/issue", body, f"{order.application_number}-{order.record_number}")
    try:
        made = _Issued.model_validate(raw)
    except ValidationError:
        raise client.refuse() from None
    return Issued(made.decision_number, made.decided_on, made.points_total)


def dispute(client: PartnerClient, record_number: str, application_number: str) -> None:
    """Note that a record is disputed; the same application may say so again."""
    body = {"record_number": record_number, "application_number": application_number}
    raw = client.post("/v1/violations/dispute", body, f"{application_number}-{record_number}-dispute")
    try:
        noted = _Disputed.model_validate(raw).disputed
    except ValidationError:
        raise client.refuse() from None
    if not noted:
        raise client.refuse()


def answer_dispute(client: PartnerClient, record_number: str, application_number: str, *, upheld: bool) -> None:
    """End a dispute: the record is withdrawn, or may be handled again."""
    body = {"record_number": record_number, "application_number": application_number, "upheld": upheld}
    raw = client.post("/v1/violations/answer-dispute", body, f"{application_number}-{record_number}-answer")
    try:
        noted = _Answered.model_validate(raw).upheld
    except ValidationError:
        raise client.refuse() from None
    if noted is not upheld:
        raise client.refuse()
