"""我的申请: the own applications with their stages, one of them whole, its documents, and what may be done about it.

The office was asked before (the step `wait`), after a face that matched. Of what is shown only the choice outlives the step.
"""

import base64
import binascii
from typing import Literal

from domain.services import End as EndOfCase
from domain.wire.v1_my_applications import MyApplication, MyDocumentQuestion, OwnDocument
from domain.wire.v1_outcomes import DocumentAnswer
from drivers.document_printer.contract import PrintableDocument
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, End, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.slip_job import JOB, SlipJob
from kiosk.flow.step import Bench, Step, View, text_in
from kiosk.flow.visit import Intent
from kiosk.services import own_applications as own
from kiosk.services.own_changes import begin_change

Phase = Literal["none", "list", "detail", "withdraw", "documents"]
EARLIER: dict[Phase, Phase] = {"detail": "list", "withdraw": "detail", "documents": "detail"}
FETCH = "document"
FETCH_LIMIT_S = 15.0


class Applications(Step):
    """From the list to one application, and on to what is done about it."""

    kind = "applications"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._phase: Phase = "detail" if self._one() else "list" if self._all() else "none"
        self._papers: dict[tuple[str, str], SlipJob] = {}  # by application and document
        self._wanted: OwnDocument | None = None  # is being fetched, or printed
        self._fetching_since = self.entered_at
        self._not_fetched: set[tuple[str, str]] = set()
        self._settle_back()

    def enter(self) -> Outcome:
        self._settle_back()
        return STAY

    # -- what is shown ----------------------------------------------------------------------------------------------------

    def view(self) -> View:
        one = self._one()
        return {
            "phase": self._phase,
            "rows": [own.shown_row(row, self._ends(row)) for row in self._all()] if self._phase == "list" else [],
            "one": own.shown_whole(one, self._ends(one)) if one and self._phase != "list" else None,
            "documents": [self._shown_document(one, made) for made in one.documents]
            if one and self._phase == "documents"
            else [],
            "moved_on": self.visit.person.own.moved_on,
            "busy": self._is_busy,
        }

    def _shown_document(self, one: MyApplication, made: OwnDocument) -> Json:
        job = self._papers.get((one.number, made.id))
        fetching = self._wanted is made and self.bench.jobs.is_running(FETCH)
        missed = (one.number, made.id) in self._not_fetched
        state = "fetching" if fetching else "not_fetched" if missed else job.state if job else "none"
        failure = job.failure.value if job and job.failure else None
        return {"id": made.id, "kind": made.kind, "sheets": made.sheets, "state": state, "failure": failure}

    def _ends(self, one: MyApplication) -> EndOfCase:
        terms = self.bench.rulebook.terms.get(one.service)
        return terms.ends if terms else EndOfCase.POST

    # -- what may be done -------------------------------------------------------------------------------------------------

    def touched(self, touch: Touch) -> Outcome:
        if self._is_busy:
            return STAY
        self.visit.person.own.moved_on = False
        match touch.action:
            case "open" if self._phase == "list":
                self._open(text_in(touch, "number"))
            case "finish" if self._phase in {"list", "none"}:
                return End("finished")
            case "print" if self._phase == "documents":
                self._fetch(text_in(touch, "id"))
            case _:
                return self._act_on_one(touch.action)
        return STAY

    def _act_on_one(self, action: str) -> Outcome:
        one = self._one()
        if one is None:
            return STAY
        match (self._phase, action):
            case ("detail", "correct") if own.may_correct(one):
                return self._begin(one, "correct")
            case ("detail", "readdress") if one.may_readdress:
                return self._begin(one, "readdress")
            case ("detail", "ask_to_withdraw") if one.may_withdraw:
                self._turn_to("withdraw")
            case ("withdraw", "withdraw") if one.may_withdraw:
                return self._begin(one, "withdraw")
            case ("withdraw" | "documents", "keep"):
                self._turn_to("detail")
            case ("detail", "documents") if one.documents:
                self._turn_to("documents")
            case ("detail", "list"):
                return self.back()
        return STAY

    def back(self) -> Outcome:
        """From what is looked at to the list; the list itself leads nowhere back."""
        self._turn_to(EARLIER.get(self._phase, self._phase))
        if self._phase == "list":
            self.visit.person.own.number = None
        return STAY

    def _begin(self, one: MyApplication, intent: Intent) -> Outcome:
        begin_change(self.visit.person, one, intent)
        return Forward()

    def _open(self, number: str) -> None:
        if any(one.number == number for one in self._all()):
            self.visit.person.own.number = number
            self._turn_to("detail")

    def _turn_to(self, phase: Phase) -> None:
        self._phase = phase
        self._settle_back()

    def _settle_back(self) -> None:
        self.can_go_back = self._phase in EARLIER and not self._is_busy

    def _all(self) -> list[MyApplication]:
        return own.applications_of(self.visit.person)

    def _one(self) -> MyApplication | None:
        return own.looked_at(self.visit.person)

    # -- documents --------------------------------------------------------------------------------------------------------

    @property
    def _is_busy(self) -> bool:
        return self.bench.jobs.is_running(FETCH) or self.bench.jobs.is_running(JOB)

    def _fetch(self, wanted: str) -> None:
        one = self._one()
        made = next((made for made in one.documents if made.id == wanted), None) if one else None
        if one is None or made is None or self._was_printed(one, made):
            return
        self._wanted, self._fetching_since = made, self.bench.clock.monotonic()
        self._not_fetched.discard((one.number, made.id))
        question = MyDocumentQuestion(person=own.myself(self.visit), number=one.number, document=made.id)
        self.bench.jobs.start(FETCH, lambda on_result: self.bench.workers.ask_my_document(question, on_result))
        self._settle_back()

    def _was_printed(self, one: MyApplication, made: OwnDocument) -> bool:
        """What may lie in the tray is not printed once more."""
        job = self._papers.get((one.number, made.id))
        return job is not None and job.state not in {"none", "not_delivered"}

    def done(self, done: Done) -> Outcome:
        one, made = self._one(), self._wanted
        if one is not None and made is not None:
            if done.job == FETCH:
                self._print(one, made, done.result)
            elif done.job == JOB:
                self._papers[one.number, made.id].settle(done)
        self._settle_back()
        return STAY

    def tick(self) -> Outcome:
        waited = self.bench.clock.monotonic() - self._fetching_since
        if self.bench.jobs.is_running(FETCH) and waited >= FETCH_LIMIT_S:
            self.bench.jobs.cancel(FETCH)
            self._miss()
        return STAY

    def _print(self, one: MyApplication, made: OwnDocument, result: object) -> None:
        paper = printable(made, result)
        if paper is None:
            self._miss()
            return
        job = self._papers.setdefault((one.number, made.id), SlipJob(self.bench))
        job.print(lambda: paper)

    def _miss(self) -> None:
        one, made = self._one(), self._wanted
        if one is not None and made is not None:
            self._not_fetched.add((one.number, made.id))
        self._settle_back()


def printable(made: OwnDocument, result: object) -> PrintableDocument | None:
    """Return the paper that was fetched; None for anything that is no document."""
    if not isinstance(result, DocumentAnswer):
        return None
    try:
        return PrintableDocument(base64.b64decode(result.pdf, validate=True), result.sheets, made.kind)
    except (binascii.Error, ValueError):
        return None
