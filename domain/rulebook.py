"""Parses the text of `config/services/*.toml`, `config/fees.toml` and `config/notices/`; reads no file itself."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.services import WITHOUT_APPLICATION, ServiceSlug, ServiceTerms
from domain.texts import Language

OF_APPLICATIONS = {"reissue_limit": 0, "reissue_window_months": 0, "issuer_prefixes": (), "second_person_reasons": ()}
"""What a service without application need not say."""


def parse_terms(text: str) -> ServiceTerms:
    """Parse one `config/services/<slug>.toml`; only a service without application may leave out what applications need."""
    raw = tomllib.loads(text)
    slug = ServiceSlug(raw["slug"])
    if slug in WITHOUT_APPLICATION:
        raw = {**OF_APPLICATIONS, **raw}
    return ServiceTerms(
        slug=slug,
        needs_devices=tuple(raw["needs_devices"]),
        needs_network=raw["needs_network"],
        promised_working_days=raw["promised_working_days"],
        statutory_working_days=raw["statutory_working_days"],
        reissue_limit=raw["reissue_limit"],
        reissue_window_months=raw["reissue_window_months"],
        issuer_prefixes=tuple(raw["issuer_prefixes"]),
        second_person_reasons=tuple(raw["second_person_reasons"]),
    )


@dataclass(frozen=True)
class Fee:
    """A fee in fen (分), valid from a day on."""

    service: ServiceSlug
    amount_fen: int
    valid_from: date
    basis: str


def parse_fees(text: str) -> tuple[Fee, ...]:
    """Parse `config/fees.toml`."""
    return tuple(
        Fee(ServiceSlug(row["service"]), row["amount_fen"], row["valid_from"], row["basis"])
        for row in tomllib.loads(text)["fee"]
    )


def fee_on(fees: tuple[Fee, ...], service: ServiceSlug, day: date) -> int:
    """Return the fee of `service` on `day` in fen; raises :class:`LookupError` when the table has none."""
    rows = [fee for fee in fees if fee.service == service and fee.valid_from <= day]
    if not rows:
        raise LookupError(f"no fee for {service} on {day}")
    return max(rows, key=lambda fee: fee.valid_from).amount_fen


@dataclass(frozen=True)
class Notice:
    """A legal text a citizen agrees to 告知; what was shown is proven by its hash."""

    notice_id: str
    version: str
    title: Mapping[Language, str]
    text: Mapping[Language, str]

    def sha256(self, language: Language) -> str:
        """Return the hex hash of exactly what was shown in `language`."""
        shown = f"{self.notice_id}\n{self.version}\n{self.title[language]}\n{self.text[language]}"
        return hashlib.sha256(shown.encode()).hexdigest()


def parse_notice(text: str) -> Notice:
    """Parse one `config/notices/<notice_id>.toml`."""
    raw = tomllib.loads(text)
    return Notice(
        notice_id=raw["id"],
        version=raw["version"],
        title={language: raw[language]["title"] for language in Language},
        text={language: raw[language]["text"].strip() for language in Language},
    )
