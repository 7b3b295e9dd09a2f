"""Shapes an opened case for its page: rows, photographs, evidence, history, and which way out fits."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from backoffice.desk.marks import WorkingDayBar, signature_paths
from backoffice.desk.pages import Pages, Words
from backoffice.refusals import Reason, Refused
from backoffice.review.acceptance import is_proven
from backoffice.review.attachment_view import AttachmentView, attachments_of
from backoffice.review.casefile import CaseFile
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import ComparisonRow, Makes, Verdict
from backoffice.review.decisions import ALWAYS, OVERRIDABLE, face_stands_against
from backoffice.review.face_view import FaceView, absence_of, check_of, face_of
from backoffice.review.fitting import in_review
from backoffice.review.models import Decision, DecisionKind, EventKind, PersonJudgement
from backoffice.review.notes import NoteView
from backoffice.review.photo_view import more_photos_of, photos_of
from backoffice.review.photographs import PhotoView
from backoffice.review.trail import TrailItem, name_of, trail_item
from backoffice.review.wording import Marked, marked_pair
from domain.application import ApplicationStatus
from domain.people import completed_years
from domain.reasons import ReasonCode
from domain.wire import v1

ROW_CLASS = {Verdict.CHANGED: "dw", Verdict.MISMATCH: "db"}
KEY_OF = {DecisionKind.APPROVE: "a", DecisionKind.CORRECTION: "c", DecisionKind.REFER: "o", DecisionKind.REJECT: "r"}
DISTRICTS = frozenset({"registered_area", "truck_area"})
NUMERIC = frozenset({"licence_number", "archive_number", "phone"})


@dataclass(frozen=True)
class RowView:
    """One item of the comparison as drawn."""

    key: str
    label: str
    entered: Marked = field(repr=False)
    registry: Marked = field(repr=False)
    verdict: str
    ink: str  # CSS class of the row
    accepted: bool
    code: str | None
    numeric: bool  # a number is never broken over lines


@dataclass(frozen=True)
class ConsentView:
    """One notice agreed to, and whether its hash is the one of the text kept here."""

    title: str
    version: str
    sha256: str
    proven: bool


@dataclass(frozen=True)
class RulebookView:
    """Whose rules, by their hash; `differs`: they are not those that the office had when the case came in."""

    whose: str  # office, terminal, decision
    sha256: str
    differs: bool


@dataclass(frozen=True)
class WayView:
    """One way out of review."""

    kind: DecisionKind
    key: str
    allowed: bool
    why: str
    primary: bool


@dataclass(frozen=True)
class CorrectionItem:
    """One thing a citizen can correct, preselected where the comparison found it wrong."""

    key: str
    code: str
    label: str
    found: bool


@dataclass(frozen=True)
class Kept:
    """What stood in a dialog whose press came too late or lacked something, brought back."""

    way: str = ""  # approve, correction, reject, refer, note; empty: nothing was kept
    ticked: tuple[str, ...] = ()
    note: str = field(repr=False, default="")
    missing: str = ""  # reason of a refusal: the form was sent unfinished


@dataclass(frozen=True)
class Near:
    """What stands around a case: its neighbours in the queue, the notes of colleagues, ticks brought back."""

    before: str | None = None
    after: str | None = None
    notes: tuple[NoteView, ...] = ()
    kept: Kept = Kept()


@dataclass(frozen=True)
class CaseView:
    """Everything the case page draws."""

    file: CaseFile
    sex: str
    age: int
    region: str
    stage: str
    stage_ink: str
    bar: WorkingDayBar
    due: str
    lease_seconds: int
    rows: tuple[RowView, ...]
    photos: tuple[PhotoView, ...]
    more_photos: tuple[PhotoView, ...]  # further live pictures, shown enlarged only
    face: FaceView | None
    face_absence: str  # text key: why no face was looked at
    identity_check: str  # in words: how it was made sure who it is
    consents: tuple[ConsentView, ...]
    signature: tuple[str, ...]
    visit: str
    trail: tuple[TrailItem, ...]
    ways: tuple[WayView, ...]
    override: bool  # two clerks together may set aside what stands against an approval
    items: tuple[CorrectionItem, ...]
    codes: tuple[str, ...]  # reasons that fit the service, those of the mismatches first
    found: tuple[str, ...]  # reasons of the mismatches
    second_codes: frozenset[str]  # codes that make of a decision a proposal
    proposer: str
    before: str | None
    after: str | None
    newest_event: int
    attachments: tuple[AttachmentView, ...]
    makes: Makes
    rulebooks: tuple[RulebookView, ...]
    pause: WorkingDayBar  # as it stands while a correction is waited for
    pause_left: int | None  # working days that are left then; None: no working-day table
    notes: tuple[NoteView, ...]
    asked_by: str  # the colleague who asked the holder last to give the case back
    kept: Kept

    @property
    def flickering(self) -> tuple[str, ...]:
        """Return the two photographs that change places while the clerk looks, the most telling pair that is there."""
        there = {photo.name for photo in self.photos if photo.address}
        return tuple(name for name in ("live", "registry", "chip") if name in there)[:2]

    @property
    def levelled(self) -> int:
        """Return how many of the photographs that are there stand with their eyes at the line."""
        return sum(photo.levelled for photo in self.photos if photo.address)

    def is_ticked(self, item: CorrectionItem) -> bool:
        """Tell whether an item stands ticked: what the comparison found, until a clerk has sent something else."""
        return item.key in self.kept.ticked or (item.found and not self.kept.missing)

    @property
    def papers(self) -> tuple[AttachmentView, ...]:
        """Return what came besides a licence photo."""
        return tuple(one for one in self.attachments if not one.checks)

    @property
    def mismatches(self) -> int:
        """Return how many items do not agree."""
        return sum(row.ink == "db" for row in self.rows)

    @property
    def open_changes(self) -> int:
        """Return how many changed items have not been accepted."""
        return sum(row.ink == "dw" and not row.accepted for row in self.rows)

    @property
    def changes(self) -> int:
        """Return how many items have changed."""
        return sum(row.ink == "dw" for row in self.rows)

    @property
    def face_stands_against(self) -> bool:
        """Tell whether an approval needs a sentence and a second person for what the machine found."""
        return face_stands_against(self.file.body.face)

    @property
    def always_two(self) -> bool:
        """Tell whether every decision of this service needs a second person."""
        return ALWAYS in self.second_codes

    @property
    def approval_waits(self) -> bool:
        """Tell whether an approval is only proposed: it then waits for a second person."""
        return self.always_two or self.override or (self.face_stands_against and ReasonCode.FACE in self.second_codes)

    @property
    def working(self) -> bool:
        """Tell whether the reader may judge and decide now."""
        return self.file.mine and self.file.case.status is ApplicationStatus.UNDER_REVIEW and self.file.waiting is None

    @property
    def held_by_other(self) -> bool:
        """Tell whether a colleague works on the case now."""
        return self.file.case.status is ApplicationStatus.UNDER_REVIEW and not self.file.mine and self.lease_seconds > 0

    @property
    def claimable(self) -> bool:
        """Tell whether the case is free to be claimed."""
        case = self.file.case
        return case.status is ApplicationStatus.ACCEPTED and not case.decision_waits


def view_of(file: CaseFile, pages: Pages, words: Words, near: Near) -> CaseView:
    """Shape `file`; `near`: what belongs to its page besides."""
    used = _used(file, pages, file.case.paused_since or pages.office.clock.now())
    now, case, applicant = pages.office.clock.now(), file.case, file.body.applicant
    minutes = pages.office.hours.minutes_between(now, case.stage_due_at) if case.stage_due_at else None
    found = tuple(dict.fromkeys(row.reason for row in file.rows if row.reason))
    promised = pages.office.terms[case.service].promised_working_days
    return CaseView(
        file=file,
        sex=words(f"desk.sex.{applicant.sex.value}"),
        age=completed_years(applicant.birth, now.date()),
        region=pages.region(case.region_code),
        stage=_stage(minutes, words),
        stage_ink=_stage_ink(minutes),
        bar=pages.bar(case.due_date, promised, paused_used=used if case.paused_since else None),
        due=words("desk.case.due", day=words.day(case.due_date)) if case.due_date else words("desk.queue.no_due"),
        lease_seconds=max(int((case.lease_until - now).total_seconds()), 0) if case.lease_until else 0,
        rows=tuple(_row(_placed(row, pages), case.accepted_changes, words) for row in file.rows),
        photos=photos_of(file, words),
        more_photos=more_photos_of(file, words),
        face=face_of(file.body, words),
        face_absence=absence_of(file.body),
        identity_check=check_of(file.body, words),
        consents=tuple(_consent(consent, pages) for consent in file.body.consents),
        signature=signature_paths(file.body.signature.strokes),
        visit=words("desk.case.visit", minutes=file.body.visit_seconds // 60, seconds=f"{file.body.visit_seconds % 60:02d}"),
        trail=tuple(trail_item(event, words) for event in reversed(file.events)),
        ways=_ways(file, words),
        override=_overridable(file.ways.get(DecisionKind.APPROVE)),
        items=_items(file, words),
        codes=tuple(code.value for code in in_review(case.service, found)),
        found=tuple(code.value for code in found),
        second_codes=frozenset(pages.office.terms[case.service].second_person_reasons),
        proposer=_proposer(file, file.waiting),
        before=near.before,
        after=near.after,
        newest_event=file.events[-1].id if file.events else 0,
        attachments=attachments_of(file, words),
        makes=DESKS[case.service].makes if case.service in DESKS else "nothing",
        rulebooks=_rulebooks(file),
        pause=pages.bar(case.due_date, promised, paused_used=used or 0),
        pause_left=None if used is None else max(promised - used, 0),
        notes=near.notes,
        asked_by=_asked_by(file),
        kept=near.kept,
    )


def _asked_by(file: CaseFile) -> str:
    """Return who asked for the case since it was claimed; empty when nobody did."""
    for event in reversed(file.events):
        if event.kind is EventKind.CLAIMED:
            return ""
        if event.kind is EventKind.RELEASE_ASKED:
            return name_of(event)
    return ""


def _rulebooks(file: CaseFile) -> tuple[RulebookView, ...]:
    """Return the rules of intake, then those of the terminal and of the newest decision where they were others."""
    here = file.case.rulebook
    others = {"terminal": file.case.terminal_rulebook, "decision": file.decisions[-1].rulebook if file.decisions else None}
    own = (RulebookView("office", here, differs=False),) if here else ()
    return own + tuple(RulebookView(whose, said, differs=True) for whose, said in others.items() if said and said != here)


def _stage(minutes: int | None, words: Words) -> str:
    if minutes is None:
        return words("desk.queue.no_limit")
    return words("desk.case.stage_over" if minutes < 0 else "desk.case.stage_left", span=words.span(minutes))


def _stage_ink(minutes: int | None) -> str:
    if minutes is None or minutes >= 60:
        return "q2"
    return "bad" if minutes < 0 else "warn"


def _used(file: CaseFile, pages: Pages, until: datetime) -> int | None:
    """Return how many days of the promise are used at `until`; None where a working-day table is missing."""
    if file.case.due_date is None:
        return None
    left = pages.office.hours.days_between(until.date(), file.case.due_date) or 0
    return max(pages.office.terms[file.case.service].promised_working_days - left, 0)


def _placed(row: ComparisonRow, pages: Pages) -> ComparisonRow:
    """A clerk reads the name of a district, not its code."""
    if row.key not in DISTRICTS or row.registry is None:
        return row
    return replace(row, registry=pages.region(row.registry))


def _row(row: ComparisonRow, accepted: list[str], words: Words) -> RowView:
    entered, registry = marked_pair(row, words)
    return RowView(
        key=row.key,
        label=words(f"desk.item.{row.key}"),
        entered=entered,
        registry=registry,
        verdict=row.verdict.value,
        ink=ROW_CLASS.get(row.verdict, ""),
        accepted=row.key in accepted,
        code=row.reason.value if row.reason else None,
        numeric=row.key in NUMERIC,
    )


def _consent(consent: v1.Consent, pages: Pages) -> ConsentView:
    notice = pages.office.notice_texts.get(consent.notice_id)
    title = notice.title[consent.language] if notice else consent.notice_id
    return ConsentView(title, consent.version, consent.sha256, is_proven(pages.office, consent))


def _ways(file: CaseFile, words: Words) -> tuple[WayView, ...]:
    fitting = fitting_way(file)
    return tuple(
        WayView(
            kind=kind,
            key=KEY_OF[kind],
            allowed=file.ways.get(kind) is None,
            why=_why(file.ways.get(kind), words),
            primary=kind is fitting and file.ways.get(kind) is None,
        )
        for kind in (DecisionKind.APPROVE, DecisionKind.CORRECTION, DecisionKind.REFER, DecisionKind.REJECT)
    )


def _why(refused: Refused | None, words: Words) -> str:
    if refused is None:
        return ""
    count = len(refused.items) or len(refused.codes) or 1
    return words.or_same(f"desk.way.why.{refused.reason}", words(f"desk.refusal.{refused.reason}")).format(n=count)


def fitting_way(file: CaseFile) -> DecisionKind | None:
    """Return the way out that fits what is recorded; None while a person still has to look."""
    wrong = [row for row in file.rows if row.verdict is Verdict.MISMATCH]
    if wrong:
        return _way_for(wrong, _correctable(file))
    if file.case.person is PersonJudgement.DOUBTFUL:
        return DecisionKind.REFER
    return DecisionKind.APPROVE if file.case.person is PersonJudgement.SAME else None


def _way_for(wrong: list[ComparisonRow], correctable: dict[str, ReasonCode]) -> DecisionKind:
    if all(row.reason in OVERRIDABLE for row in wrong):
        return DecisionKind.REFER  # 162 §83: what is frequent is handled on site
    return DecisionKind.CORRECTION if all(row.key in correctable for row in wrong) else DecisionKind.REJECT


def _overridable(refused: Refused | None) -> bool:
    if refused is None or refused.reason is not Reason.MISMATCH_STANDS or not refused.codes:
        return False
    return set(refused.codes) <= {code.value for code in OVERRIDABLE}


def _correctable(file: CaseFile) -> dict[str, ReasonCode]:
    desk = DESKS.get(file.case.service)
    return dict(desk.correctable) if desk else {}


def _items(file: CaseFile, words: Words) -> tuple[CorrectionItem, ...]:
    wrong = {row.key for row in file.rows if row.verdict is Verdict.MISMATCH}
    items = (
        CorrectionItem(key, code.value, words(f"desk.correct.{key}"), key in wrong) for key, code in _correctable(file).items()
    )
    return tuple(sorted(items, key=lambda item: not item.found))


def _proposer(file: CaseFile, waiting: Decision | None) -> str:
    if waiting is None:
        return ""
    return next((name_of(event) for event in reversed(file.events) if event.kind is EventKind.PROPOSED), "")
