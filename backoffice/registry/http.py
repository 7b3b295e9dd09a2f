"""The HTTP adapter of the police registry (`docs/stage.md`, Partners; the real interface is not public)."""

from collections.abc import Callable
from typing import TypeVar

from backoffice.partners import PartnerClient
from backoffice.registry import contact_orders, decision_orders, fine_orders, licence_orders, vehicle_orders
from backoffice.registry.licence_forms import read_record
from backoffice.registry.orders import (
    ContactOrder,
    DecisionOrder,
    FinePosting,
    Issued,
    LicenceOrder,
    Posted,
    Reissue,
    VehicleOrder,
)
from backoffice.registry.port import LICENCES, VEHICLES, VIOLATIONS, Contacts, OpenViolations, RegistryRecord
from backoffice.registry.vehicle_forms import VehiclesForm
from backoffice.registry.violation_forms import PictureForm, ViolationsForm
from domain.vehicles import Vehicle
from domain.violations import PenaltyDecision

Answer = TypeVar("Answer")


class HttpRegistry:
    """The registry over HTTP."""

    def __init__(self, client: PartnerClient) -> None:
        self._client = client

    def query_licence(self, id_number: str) -> RegistryRecord:
        """Return what is known of the driving licence of this person."""
        raw = self._client.post("/v1/driver-licences/query", {"id_number": id_number})
        return self._understood(LICENCES, lambda: read_record(raw))

    def make_licence(self, order: LicenceOrder) -> Reissue:
        """Have a driving licence made."""
        return licence_orders.make(self._client, order)

    def make_vehicle_document(self, order: VehicleOrder) -> Reissue:
        """Have a vehicle licence or plates made."""
        return vehicle_orders.make(self._client, order)

    def query_contacts(self, id_number: str) -> Contacts:
        """Return the contact data filed for this person."""
        return contact_orders.query(self._client, id_number)

    def file_contact(self, order: ContactOrder) -> None:
        """File contact data."""
        contact_orders.file(self._client, order)

    def issue_decision(self, order: DecisionOrder) -> Issued:
        """Issue a decision and register its points."""
        return decision_orders.issue(self._client, order)

    def dispute(self, record_number: str, application_number: str) -> None:
        """Note that a record is disputed."""
        decision_orders.dispute(self._client, record_number, application_number)

    def answer_dispute(self, record_number: str, application_number: str, *, upheld: bool) -> None:
        """End a dispute: upheld, the record is withdrawn; otherwise it may be handled again."""
        decision_orders.answer_dispute(self._client, record_number, application_number, upheld=upheld)

    def find_decision(self, decision_number: str) -> PenaltyDecision | None:
        """Return the decision of this number."""
        return fine_orders.find_decision(self._client, decision_number)

    def post_fine(self, posting: FinePosting) -> Posted:
        """Note that a fine was paid."""
        return fine_orders.post(self._client, posting)

    def query_vehicles(self, id_number: str) -> tuple[Vehicle, ...]:
        """Return the vehicles registered to this person; what nobody understands of one is a gap of that one."""
        raw = self._client.post("/v1/vehicles/query", {"id_number": id_number})
        return self._understood(VEHICLES, lambda: VehiclesForm.model_validate(raw).read())

    def query_violations(self, id_number: str) -> OpenViolations:
        """Return what is open against this person's own vehicles and own licence."""
        raw = self._client.post("/v1/violations/query", {"id_number": id_number})
        return self._understood(VIOLATIONS, lambda: ViolationsForm.model_validate(raw).read())

    def violation_picture(self, record_number: str, index: int) -> bytes | None:
        """Return one photograph of a record (JPEG), counted from 0; None when there is none at this place."""
        raw = self._client.post("/v1/violations/picture", {"record_number": record_number, "index": index})
        return self._understood(VIOLATIONS, lambda: PictureForm.model_validate(raw).read())

    def _understood(self, register: str, read: Callable[[], Answer]) -> Answer:
        """Return what `read` makes of an answer; what cannot be true is a no, whose message must not quote the person."""
        try:
            return read()
        except ValueError:  # pydantic's ValidationError is one, too
            raise self._client.refuse(register) from None
