"""Consent 同意: what of a notice is kept as proof that it was shown and agreed to."""

from domain.clock import Clock
from domain.rulebook import Notice
from domain.texts import Language
from domain.wire.v1 import Consent
from kiosk.flow.screen_state import Json
from kiosk.flow.visit import Visit


def consent_to(notice: Notice, visit: Visit, clock: Clock) -> Consent:
    """Return the proof: version and hash of the text in the language it was shown in, and when it was agreed to."""
    language = Language(visit.display.language)
    return Consent(
        notice_id=notice.notice_id,
        version=notice.version,
        sha256=notice.sha256(language),
        language=language,
        agreed_at=clock.now(),
    )


def shown_notice(notice: Notice) -> dict[str, Json]:
    """Return a notice as a screen shows it, in both languages."""
    return {
        "id": notice.notice_id,
        "version": notice.version,
        "title": {language.value: notice.title[language] for language in Language},
        "text": {language.value: notice.text[language] for language in Language},
    }
