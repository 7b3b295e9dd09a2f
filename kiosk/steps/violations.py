"""违法查询: what is open, with its pictures, to look at and to print. The office was asked before (the step `wait`).

What is shown unmasked is shown only after the office has said that the face was verified.
"""

from collections.abc import Mapping

from domain.failures import FailureCode
from domain.services import ServiceSlug
from domain.wire.v1_violations import Violation, ViolationAnswer, ViolationPicture, ViolationPictureQuestion
from drivers.receipt_printer.contract import Receipt
from kiosk.documents import violation_slip
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, End, Outcome, Retry
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.slip_job import JOB, SlipJob
from kiosk.flow.step import Bench, Step, View, text_in
from kiosk.services import violation_list as listed
from kiosk.services.eligibility import document_of
from kiosk.services.violation_pictures import Evidence, PictureAlbum, Spot
from kiosk.services.violation_query import violation_question

ALL = "all"


class Violations(Step):
    """From the first look to the last."""

    kind = "violations"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._filter: str | None = None
        self._selected: str | None = None
        self._index = 0
        self._full = False
        self._album = PictureAlbum()
        self._asking_for: Spot | None = None
        self._renewed: set[Spot] = set()  # pictures for which a new ticket was asked for already
        self._slip = SlipJob(bench)

    # -- what is shown ----------------------------------------------------------------------------------------------------

    def enter(self) -> Outcome:
        self._open(self._answer)
        self._settle_back()
        return STAY

    def view(self) -> View:
        answer = self._answer
        shown: dict[str, Json] = {
            "phase": self._phase(),
            "as_of": listed.minute(answer.as_of),
            "can_verify": self._can_verify(),
            "face_tried": self.visit.person.face.tries > 0,
            "handling_offered": self._is_offered(ServiceSlug.VIOLATION_HANDLING),
            "payment_offered": self._is_offered(ServiceSlug.FINE_PAYMENT),
            "slip": self._slip.state,
            "slip_failure": self._slip.failure.value if self._slip.failure else None,
            "picture_full": self._full,
            "filter": self._filter,
            "selected": self._selected,
        }
        return shown | self._shown_list(answer) | self._shown_overview(answer) | self._shown_picture()

    def pictures(self) -> Mapping[str, bytes]:
        return {evidence.key: evidence.jpeg for evidence in self._evidence() if evidence.state == "shown"}

    def touched(self, touch: Touch) -> Outcome:
        if self._answer.verified:
            self._heed(touch)
        match touch.action:
            case "verify" if self._can_verify():
                return self.back()
            case "finish" if not self._slip.is_printing:
                return End("finished")
        self._settle_back()
        return STAY

    def done(self, done: Done) -> Outcome:
        match done.job:
            case "picture":
                self._took_picture(done)
            case "ticket":
                self._took_ticket(done)
            case job if job == JOB:
                self._slip.settle(done)
        self._settle_back()
        return STAY

    def back(self) -> Outcome:
        """From one violation to the list; from the overview to the face, which was declined; from the list nowhere."""
        if self._full:
            self._full = False
            self._settle_back()
            return STAY
        self.visit.person.violations = None
        return Retry("face_consent")

    # -- what may be done -------------------------------------------------------------------------------------------------

    @property
    def _answer(self) -> ViolationAnswer:
        """What the office said; raises :class:`LookupError` when it was not asked."""
        if self.visit.person.violations is None:
            raise LookupError("nobody asked what is open")
        return self.visit.person.violations

    def _phase(self) -> str:
        if not self._answer.verified:
            return "overview"
        return "none" if listed.is_empty(self._answer) else "shown"

    def _can_verify(self) -> bool:
        """Who declined may still verify the face while tries are left; who did not match has had every try."""
        face = self.visit.person.face
        left = face.declined and face.tries < self.bench.face.tries
        return left and self._phase() == "overview" and self.bench.offers.can_check_faces()

    def _is_offered(self, service: ServiceSlug) -> bool:
        """Whether 可在此处理 (or to pay) may be said of this very terminal now."""
        offered = (entry for _, services in self.bench.offers.groups() for entry in services)
        return any(slug is service and reason is None for slug, reason in offered)

    def _settle_back(self) -> None:
        self.can_go_back = self._full or self._can_verify()

    def _open(self, answer: ViolationAnswer) -> None:
        self.visit.person.violations = answer
        rows = listed.rows_of(answer, self._filter)
        if answer.verified and not any(listed.id_of(row) == self._selected for row in rows):
            self._select(listed.id_of(rows[0]) if rows else None)
        self._want_pictures()

    # -- looking ----------------------------------------------------------------------------------------------------------

    def _heed(self, touch: Touch) -> None:
        match touch.action:
            case "filter":
                self._choose_filter(text_in(touch, "plate"))
            case "select":
                self._touch_row(text_in(touch, "id"))
            case "picture":
                self._look_at(touch.payload.get("index"))
            case "enlarge":
                self._enlarge(text_in(touch, "id"))
            case "shrink":
                self._full = False
            case "print":
                self._slip.print(self._compose_slip)

    def _choose_filter(self, key: str) -> None:
        if not (key == ALL or listed.may_choose(self._answer, key)):
            return
        self._filter = None if key == ALL else key
        rows = listed.rows_of(self._answer, self._filter)
        self._select(listed.id_of(rows[0]) if rows else None)
        self._want_pictures()

    def _touch_row(self, row_id: str) -> None:
        """A row is selected; touched once more it fills the screen."""
        if row_id == self._selected:
            self._full = True
        elif self._find(row_id) is not None:
            self._select(row_id)
            self._want_pictures()

    def _enlarge(self, row_id: str) -> None:
        """Show one violation on the whole screen: the selected one, or the one named."""
        if row_id and row_id != self._selected:
            self._touch_row(row_id)
        self._full = self._selected is not None and row_id in {"", self._selected}

    def _look_at(self, index: object) -> None:
        record = self._record()
        if record is None or not isinstance(index, int | float) or not 0 <= int(index) < record.pictures:
            return
        self._index = int(index)
        spot = (record.record_number, self._index)
        kept = self._album.find(spot)
        if kept is not None and kept.state == "failed":
            self._album.forget(spot)  # whoever touches it once more wants it tried once more
            self._renewed.discard(spot)
        self._want_pictures()

    def _select(self, row_id: str | None) -> None:
        self._selected, self._index = row_id, 0
        record = self._record()
        if record is not None:
            self._album.use(record)

    def _rows(self) -> list[listed.Row]:
        return listed.rows_of(self._answer, self._filter) if self._answer.verified else []

    def _find(self, row_id: str | None) -> listed.Row | None:
        return next((row for row in self._rows() if listed.id_of(row) == row_id), None)

    def _record(self) -> Violation | None:
        row = self._find(self._selected)
        return row if isinstance(row, Violation) else None

    def _shown_list(self, answer: ViolationAnswer) -> dict[str, Json]:
        verified = answer if answer.verified else None
        rows, kinds = self._rows(), listed.plate_kinds(verified) if verified else {}
        return {
            "licence": listed.shown_licence(verified.licence) if verified else None,
            "vehicles": [listed.shown_vehicle(vehicle, verified) for vehicle in verified.vehicles] if verified else [],
            "filters": listed.filters_of(verified) if verified else [],
            "rows": [listed.shown(row, kinds) for row in rows],
            "count": len(verified.violations) if verified else 0,
            **listed.totals(rows),
        }

    def _shown_overview(self, answer: ViolationAnswer) -> dict[str, Json]:
        counts = [] if answer.verified else answer.overview
        return {
            "overview": [{"plate": vehicle.plate, "violations": vehicle.violations} for vehicle in counts],
            "unpaid": answer.unpaid,
        }

    # -- pictures ---------------------------------------------------------------------------------------------------------

    def _evidence(self) -> list[Evidence]:
        record = self._record()
        return self._album.of(record) if record else []

    def _shown_picture(self) -> dict[str, Json]:
        pictures: list[dict[str, Json]] = [
            {"source": f"image://evidence/{one.key}" if one.key else None, "state": one.state} for one in self._evidence()
        ]
        chosen = pictures[self._index] if self._index < len(pictures) else {"source": None, "state": "none"}
        return {"picture": {**chosen, "index": self._index, "count": len(pictures)}, "pictures": list(pictures)}

    def _want_pictures(self) -> None:
        """Ask for the picture that is wanted most; one at a time, so that a touch never waits for pictures nobody looks at."""
        spot = self._most_wanted()
        if spot == self._asking_for and self.bench.jobs.is_running("picture"):
            return
        self.bench.jobs.cancel("picture")
        self._asking_for = spot
        ticket = self._answer.ticket
        if spot is None or self.bench.jobs.is_running("ticket"):
            return
        if ticket is None:
            self._give_up(spot)
            return
        question = ViolationPictureQuestion(ticket=ticket, record_number=spot[0], index=spot[1])
        self.bench.jobs.start("picture", lambda on_result: self.bench.workers.ask_violation_picture(question, on_result))

    def _most_wanted(self) -> Spot | None:
        record = self._record()
        if record is None:
            return None
        records = [row for row in self._rows() if isinstance(row, Violation)]
        return self._album.next_wanted(record, self._index, records[records.index(record) + 1 :])

    def _took_picture(self, done: Done) -> None:
        spot = self._asking_for
        if spot is None:
            return
        if isinstance(done.result, ViolationPicture):
            self._album.keep(spot, done.result.picture)
            self._want_pictures()
        elif done.failure is FailureCode.OFFICE_REFUSED and spot not in self._renewed:
            self._renewed.add(spot)  # the ticket may have run out: a new one, once for each picture
            question = violation_question(self.visit)
            self.bench.jobs.start("ticket", lambda on_result: self.bench.workers.ask_violations(question, on_result))
        else:
            self._give_up(spot)

    def _took_ticket(self, done: Done) -> None:
        if isinstance(done.result, ViolationAnswer) and done.result.verified:
            self._asking_for = None
            self._open(done.result)
        elif self._asking_for is not None:
            self._give_up(self._asking_for)

    def _give_up(self, spot: Spot) -> None:
        """Say of the record that is looked at that its pictures do not come; nobody asks on until something is touched."""
        record = self._record()
        if record is not None and record.record_number == spot[0]:
            self._album.fail_rest(record)

    # -- slip -------------------------------------------------------------------------------------------------------------

    def _compose_slip(self) -> Receipt:
        offered = self._is_offered(ServiceSlug.VIOLATION_HANDLING)
        slip = violation_slip.Slip(self._answer, document_of(self.visit), self.bench.clock.now(), offered)
        return violation_slip.compose(slip, self.bench.rulebook, self.bench.sandbox)
