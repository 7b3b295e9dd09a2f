"""What violation handling asks, chooses and is told: the records, the notice 告知, the three ways out of it."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from domain.clock import Clock
from domain.failures import FailureCode
from domain.reasons import ReasonCode
from domain.rulebook import Notice
from domain.rules.violation_handling import may_add
from domain.texts import Language
from domain.wire.v1 import Consent
from domain.wire.v1_handling import NoticeAnswer, NoticeQuestion, PenaltyNotice
from domain.wire.v1_outcomes import DocumentAnswer
from domain.wire.v1_violations import Violation
from drivers.document_printer.contract import PrintableDocument
from kiosk.flow.contents import CHOICE, Content, Matter
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import STAY, Advice, Advise, Outcome
from kiosk.flow.screen_state import Json
from kiosk.flow.visit import Person, Visit
from kiosk.services.consent import consent_to
from kiosk.services.violation_query import OpenViolations

CHOOSE = "records"  # the stop where records are chosen
TOLD = "penalty_notice"  # the stop where the notice is shown, and the key under which its consent is kept
WAY = "way"
LIST = "violations_wait"  # the stop where the list is asked for
MOST_RECORDS = 9  # of one notice, as the wire has it
Way = Literal["accept", "defend", "object"]
WAYS: tuple[Way, ...] = get_args(Way)


class OpenRecords(OpenViolations):
    """The list, for somebody who wants to settle it: whom the office does not know by his face is sent to the window."""

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep the whole answer only."""
        outcome = super().take(matter, workers, result)
        if outcome is not None and matter.person.violations and not matter.person.violations.verified:
            matter.person.violations = None
            return Advise(Advice("window", reasons=(ReasonCode.FACE,)))
        return outcome


@dataclass(frozen=True)
class RecordChoice(Content):
    """Which records are handled now. The office has said of each what stands against it; together they stay below the limit."""

    def open_records(self, matter: Matter) -> list[Violation]:
        """Return those that nothing stands against."""
        answer = matter.person.violations
        return [record for record in answer.violations if not record.bars] if answer else []

    def chosen(self, stop: str, matter: Matter) -> tuple[str, ...]:
        """Return the numbers that stand, in the order of the list."""
        taken = matter.answers.options(stop, CHOICE)
        return tuple(record.record_number for record in self.open_records(matter) if record.record_number in taken)

    def addable(self, stop: str, matter: Matter) -> tuple[str, ...]:
        """Return what may still be chosen beside what is."""
        others = self._others(stop, matter)
        if len(self.chosen(stop, matter)) >= MOST_RECORDS:
            return ()
        return tuple(record.record_number for record in others if self._fits(record, stop, matter))

    def too_many_points(self, stop: str, matter: Matter) -> tuple[str, ...]:
        """Return what would bring the points of this cycle to the limit together with what is chosen."""
        others = self._others(stop, matter)
        return tuple(record.record_number for record in others if not self._fits(record, stop, matter))

    def is_complete(self, stop: str, matter: Matter) -> bool:
        """Something is chosen, and all of it may be handled together."""
        chosen = self._records(stop, matter)
        points = [record.points or 0 for record in chosen]
        fits = all(may_add(self._standing(matter), points[:at], one, self._limit(matter)) for at, one in enumerate(points))
        return 0 < len(chosen) <= MOST_RECORDS and fits

    def sums(self, stop: str, matter: Matter) -> dict[str, Json]:
        """Return fines and points of what is chosen, and the points of the cycle before and after."""
        chosen, before = self._records(stop, matter), self._standing(matter)
        points = sum(record.points or 0 for record in chosen)
        return {
            "fine_fen": sum(record.fine_fen or 0 for record in chosen),
            "points": points,
            "points_before": before,
            "points_after": before + points,
            "points_limit": self._limit(matter),
        }

    def _others(self, stop: str, matter: Matter) -> list[Violation]:
        chosen = self.chosen(stop, matter)
        return [record for record in self.open_records(matter) if record.record_number not in chosen]

    def _records(self, stop: str, matter: Matter) -> list[Violation]:
        chosen = self.chosen(stop, matter)
        return [record for record in self.open_records(matter) if record.record_number in chosen]

    def _fits(self, record: Violation, stop: str, matter: Matter) -> bool:
        taken = [one.points or 0 for one in self._records(stop, matter)]
        return may_add(self._standing(matter), taken, record.points or 0, self._limit(matter))

    def _standing(self, matter: Matter) -> int:
        answer = matter.person.violations
        return answer.licence.points if answer and answer.licence else 0

    def _limit(self, matter: Matter) -> int:
        answer = matter.person.violations
        return answer.licence.points_limit if answer and answer.licence else 0


RECORDS = RecordChoice()


class HandlingNotice:
    """The inquiry: what is intended for the records that were chosen. It holds for some minutes, then it is asked for again."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the notice is there, for these records, and holds."""
        notice = matter.person.notice
        if notice is None or notice.valid_until <= matter.now:
            return False
        return {one.record_number for one in notice.penalties} == set(RECORDS.chosen(CHOOSE, matter))

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask."""
        answer = matter.person.violations
        ticket = answer.ticket if answer else None
        question = NoticeQuestion(ticket=ticket or "", record_numbers=list(RECORDS.chosen(CHOOSE, matter)))
        return workers.ask_handling_notice(question, on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep the notice if it is what its hash says; where the registry has moved on, the list is asked for again."""
        if result is FailureCode.OFFICE_REFUSED:
            matter.person.violations = None  # the ticket may have run out: trying again asks for a new one
        if not isinstance(result, NoticeAnswer):
            return None
        if result.refused is not None:
            workers.note("handling_notice", given=False)
            matter.person.violations = matter.person.notice = None
            return Advise(Advice("refused", reasons=tuple(result.refused.reasons), retry=LIST))
        if result.notice is None or not is_genuine(result.notice):
            return None
        workers.note("handling_notice", given=True)
        matter.person.notice = result.notice
        forget_way(matter.person)
        return STAY

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that nobody was told anything."""
        workers.note("handling_notice", given=False, failure=failure.value)


def as_notice(notice: PenaltyNotice) -> Notice:
    """Return the notice in the form that is shown and hashed."""
    return Notice(
        notice_id=str(notice.notice_id),
        version=notice.version,
        title={Language.ZH: notice.title_zh, Language.EN: notice.title_en},
        text={Language.ZH: notice.text_zh, Language.EN: notice.text_en},
    )


def is_genuine(notice: PenaltyNotice) -> bool:
    """Tell whether the hashes are those of the texts: what is agreed to here must be what the office kept."""
    shown = as_notice(notice)
    return (shown.sha256(Language.ZH), shown.sha256(Language.EN)) == (notice.sha256_zh, notice.sha256_en)


def choose_way(way: str, visit: Visit, clock: Clock) -> None:
    """Keep the way out that was chosen, with the proof of what was read before."""
    person = visit.person
    if person.notice is not None and way in WAYS:
        person.answers.chosen[TOLD, WAY] = (way,)
        person.consents[TOLD] = consent_to(as_notice(person.notice), visit, clock)


def forget_way(person: Person) -> None:
    """What was said to another notice does not count for this one."""
    person.answers.chosen.pop((TOLD, WAY), None)
    person.consents.pop(TOLD, None)


def chosen_way(visit: Visit) -> Way | None:
    """Return the way out that was chosen."""
    chosen = visit.person.answers.option(TOLD, WAY)
    return next((way for way in WAYS if way == chosen), None)


def told(visit: Visit) -> list[Consent]:
    """Return the proof of the notice; raises :class:`LookupError` when nobody was told: a bug."""
    return [visit.person.consents[TOLD]]


@dataclass(frozen=True)
class ToldContent(Content):
    """The notice, and that a way out of it was chosen."""

    def is_complete(self, stop: str, matter: Matter) -> bool:  # noqa: ARG002 - there is one notice
        """A way was chosen, of this very notice."""
        notice, consent = matter.person.notice, matter.person.consents.get(TOLD)
        same = notice is not None and consent is not None and consent.notice_id == str(notice.notice_id)
        return same and chosen_way(matter.visit) is not None


def printable(person: Person, kinds: Sequence[str]) -> tuple[PrintableDocument, ...]:
    """Return the documents of these `kinds` that were fetched, in the office's order; what is no PDF is left out."""
    made = person.outcome.documents if person.outcome else []
    fetched = ((one.kind, person.documents.get(one.id)) for one in made if one.kind in kinds)
    found = (_document(kind, answer) for kind, answer in fetched if answer is not None)
    return tuple(document for document in found if document is not None)


def _document(kind: str, answer: DocumentAnswer) -> PrintableDocument | None:
    """Return what can be printed; None for what is no PDF, or not the one that the office hashed."""
    try:
        pdf = base64.b64decode(answer.pdf, validate=True)
        return PrintableDocument(pdf, answer.sheets, kind) if hashlib.sha256(pdf).hexdigest() == answer.sha256 else None
    except (binascii.Error, ValueError):
        return None
