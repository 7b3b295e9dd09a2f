"""How far one application is, asked by its number and the card, without a face: what is typed, asked and shown.

Nothing of the person is shown and nothing may be changed: that takes the face (`own_applications`, `own_changes`).
"""

from collections.abc import Callable, Mapping, Sequence

from domain import numbers
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.failures import FailureCode
from domain.services import End
from domain.wire.v1_my_applications import Progress, ProgressAnswer, ProgressQuestion
from kiosk.flow.contents import Fact, Finding, FormField, Matter, ResultTone
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import STAY, Outcome, Retry
from kiosk.flow.visit import OwnEntry, Visit
from kiosk.services.own_applications import PLACES, PROMISED, WAYS, Tone, myself

NUMBER = "my_number"  # the stop where the number is typed, and its field
PROGRESS = "my_progress"  # the stop where it is asked for, and the words of what came of it
UNKNOWN = "form_error.application_unknown"
_S = ApplicationStatus

TONES: Mapping[Tone, ResultTone] = {"ok": "done", "attention": "attention", "fault": "stopped", "neutral": "done"}
WORDS: Mapping[ApplicationStatus, str] = {  # where it says what is needed next
    _S.CORRECTION_REQUESTED: "my_progress_correct",
    _S.RETURNED_UNDELIVERED: "my_progress_readdress",
    _S.REJECTED: "my_progress_refused",
    _S.REFER_TO_WINDOW: "my_progress_window",
    _S.HELD_FOR_PICKUP: "my_progress_window",
}


def by_number(visit: Visit) -> bool:
    """Tell whether only the progress of one application is asked for: without a face there is no more."""
    return not visit.person.face.verified


def number_field(_: Matter) -> Sequence[FormField]:
    """The number that stands on the slip; one that led to nothing is not asked for again."""
    return (FormField(NUMBER, "application_number", check=_why_not),)


def _why_not(matter: Matter, value: str) -> str | None:
    return UNKNOWN if value == matter.person.own.unknown else None


def _typed(matter: Matter) -> str:
    return matter.answers.text(NUMBER, NUMBER)


class AskProgress:
    """The inquiry: how far the application of the number that was typed is."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the office has answered about this number, or cannot be asked."""
        own = matter.person.own
        return own.unasked or (own.progress is not None and own.progress.number == _typed(matter))

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask, without a face."""
        person = myself(matter.visit).model_copy(update={"face": None})
        return workers.ask_progress(ProgressQuestion(person=person, number=_typed(matter)), on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep the answer. A number that is not this person's is typed again; an office without this question says no."""
        own = matter.person.own
        if result is FailureCode.OFFICE_REFUSED:
            workers.note("progress_answered", found=False, failure=FailureCode.OFFICE_REFUSED.value)
            own.unasked = True
            return STAY
        if not isinstance(result, ProgressAnswer):
            return None
        workers.note("progress_answered", found=result.progress is not None)
        own.progress = result.progress
        if result.progress is None or result.progress.number != _typed(matter):
            own.progress, own.unknown = None, _typed(matter)
            return Retry(NUMBER)
        return STAY

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that nothing was shown."""
        workers.note("progress_answered", found=False, failure=failure.value)


def progress_finding(matter: Matter) -> Finding:
    """Return how far it is; an older office cannot be asked, and that is said."""
    now = matter.person.own.progress
    if now is None:
        return Finding("attention", "my_progress_unasked")
    _, tone = PLACES.get(now.status, ("accepted", "ok"))
    terms = matter.rulebook.terms.get(now.service)
    return Finding(TONES[tone], WORDS.get(now.status), facts=facts_of(now, terms.ends if terms else End.POST))


def another(visit: Visit) -> str:
    """Make ready to ask about another number."""
    visit.person.own = OwnEntry()
    visit.person.answers.typed.pop((NUMBER, NUMBER), None)
    return NUMBER


def facts_of(now: Progress, ends: End) -> tuple[Fact, ...]:
    """Return which one it is, where it stands, and the days of the stages behind it."""
    days: dict[str, str] = {}
    for reached in now.reached:
        stage, _ = PLACES.get(reached.status, (None, None))
        if stage in WAYS[ends]:
            days.setdefault(stage, reached.at.astimezone(SHANGHAI).date().isoformat())
    due = now.due_date.isoformat() if now.due_date and now.status in PROMISED else ""
    rows = (
        Fact("my_change.row.of", value_key=f"service.{now.service.value}.name"),
        Fact("my_application.row.number", value=numbers.grouped(now.number)),
        Fact("my_application.row.status", value_key=f"application_status.{now.status.value}"),
        *(Fact(f"application_stage.{stage}", value=days[stage]) for stage in WAYS[ends] if stage in days),
        Fact("my_application.row.due", value=due),
        Fact("my_application.row.waybill", value=now.waybill),
    )
    return tuple(row for row in rows if row.value or row.value_key)
