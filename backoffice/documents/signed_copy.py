"""签署副本: a copy of what was signed at the terminal, with the hashes that prove which texts were shown."""

from collections.abc import Iterable
from typing import Any

from backoffice.documents.store import Document
from backoffice.documents.words import PaperWords
from backoffice.office import Office
from domain.rulebook import Notice, parse_notice
from domain.texts import Language
from domain.wire.v1 import ApplicationBody, Consent

NAME = "signed_copy"


def make_signed_copy(office: Office, body: ApplicationBody) -> Document:
    """Return the signed copy of one application as it was lodged."""
    words, now = PaperWords(office), office.clock.now()
    data = {
        **words.common(body, "title.signed_copy", office.settings.documents.agency),
        "service": office.texts.get(f"service.{body.service}.name", Language.ZH),
        "identity": words(f"identity.{body.identity_check}"),
        "delivery": words(body.delivery.service_method),
        "recipient": body.delivery.recipient,
        "address": body.delivery.text or words("none"),
        "declared": [{"name": _name(office, key), "value": _value(value)} for key, value in body.declaration.items()],
        "notices": [_consent(words, one, _notices(office)) for one in body.consents],
        "made_on": words.day(now.date()),
    }
    paper = office.press.make(NAME, data, now)
    return Document(NAME, NAME, paper.sheets, paper.pdf)


def _name(office: Office, key: str) -> str:
    """Return what a declared field is called; a field of a newer terminal stays as it is."""
    known = f"document.declared.{key}"
    return office.texts.get(known, Language.ZH) if office.texts.has(known) else key


def _value(value: Any) -> str:
    """Return a declared value in words as plain as they were given."""
    if isinstance(value, list):
        return "、".join(map(_value, value))
    return "" if value is None else str(value)


def _consent(words: PaperWords, consent: Consent, notices: dict[str, Notice]) -> dict[str, str]:
    notice = notices.get(consent.notice_id)
    return {
        "title": notice.title[consent.language] if notice else words("title.notice"),
        "version": consent.version,
        "sha256": consent.sha256,
        "agreed_at": words.moment(consent.agreed_at),
    }


def _notices(office: Office) -> dict[str, Notice]:
    """Return the notices of the configuration; that of a penalty is none of them, its text belongs to one person."""
    paths: Iterable[Any] = sorted((office.settings.config_dir / "notices").glob("*.toml"))
    parsed = (parse_notice(path.read_text(encoding="utf-8")) for path in paths)
    return {notice.notice_id: notice for notice in parsed}
