"""What the citizen will read of a correction 补正, before it is sent: the text message, and what stands on the terminal."""

from dataclasses import dataclass, field

from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import Work
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from domain.corrections import LODGED_ANEW
from domain.texts import Language, TextBook


@dataclass(frozen=True)
class CorrectionPreview:
    """Word for word, in the citizen's language; nothing where no item is ticked. Its repr shows nothing."""

    sms: str = field(repr=False, default="")
    terminal: tuple[str, ...] = field(repr=False, default=())  # 我的申请: the clerk's sentence, the heading, the items


def preview(work: Work, number: str, items: tuple[str, ...], note: str = "") -> CorrectionPreview:
    """Word the correction of these items; raises Refused(not_found, evidence_gone). Items of other services say nothing."""
    case = cases.require_in_scope(work, cases.get_case(work.session, number))
    body = cases.get_body(work, number)
    known = tuple(item for item in items if item in DESKS[case.service].correctable)
    if not known:
        return CorrectionPreview()
    told = notices.Told(items=known, note=note)
    sms = notices.word(work.office, case, body, NoticeKind.CORRECTION, told)
    return CorrectionPreview(sms, _on_screen(work.office.texts, body.language, known, note.strip()))


def _on_screen(book: TextBook, language: Language, items: tuple[str, ...], note: str) -> tuple[str, ...]:
    """Return the sentences of the terminal's screen, from the texts that it has them from."""
    said = (book.get("applications.note", language, note=note),) if note else ()
    heading = "applications.asked_anew" if set(items) & LODGED_ANEW else "applications.asked"
    return (*said, book.get(heading, language, count=len(items)), *(_item(book, language, item) for item in items))


def _item(book: TextBook, language: Language, item: str) -> str:
    return book.get(f"asked_item.{item}" if book.has(f"asked_item.{item}") else "asked_item.other", language)
