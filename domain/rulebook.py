"""Parses the text of `config/services/*.toml`, `config/fees.toml` and `config/notices/`; reads no file itself."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.config_table import ConfigTable
from domain.rules.catalogue import own_parser, shared_parser
from domain.services import WITHOUT_APPLICATION, End, ServiceSlug, ServiceTerms
from domain.texts import Language

OWN = "rules"  # the table of a service's own terms
RULEBOOK = (
    "fees.toml",
    "violations.toml",
    "violation_codes.csv",
    "remedies.toml",
    "truck_pass.toml",
    "photo.toml",
    "calendar/*.toml",
)
"""What decides besides a service's own file; patterns within `config/`."""


def parse_terms(text: str) -> ServiceTerms:
    """Parse one `config/services/<slug>.toml`; raises :class:`ConfigError`, which names file, key and reason.

    Only a service without application may leave out what applications need. `[rules]` goes to the service's own module.
    """
    table = ConfigTable.parse("config/services", text)
    slug = table.read("slug", ServiceSlug)
    table.file = f"config/services/{slug}.toml"
    terms = ServiceTerms(
        slug=slug,
        needs_devices=table.words("needs_devices"),
        needs_network=table.flag("needs_network"),
        promised_working_days=table.number("promised_working_days"),
        statutory_working_days=table.number("statutory_working_days"),
        **_of_applications(table, slug),
        own=_own(table, slug),
        sha256=sha256_of({slug: text}),
    )
    table.finish()
    return terms


def _of_applications(table: ConfigTable, slug: ServiceSlug) -> dict[str, Any]:
    """Return what only applications need."""
    if slug in WITHOUT_APPLICATION and not table.has("reissue_limit"):
        return {"reissue_limit": 0, "reissue_window_months": 0, "issuer_prefixes": (), "second_person_reasons": ()}
    return {
        "reissue_limit": table.number("reissue_limit"),
        "reissue_window_months": table.number("reissue_window_months", 0, 120),
        "issuer_prefixes": table.words("issuer_prefixes"),
        "second_person_reasons": table.words("second_person_reasons"),
        "ends": table.read("ends", End) if table.has("ends") else End.POST,
    }


def _own(table: ConfigTable, slug: ServiceSlug) -> object | None:
    """Have the service's module read what only it understands."""
    parse_own = own_parser(slug)
    if parse_own is None:
        return None
    own = table.table(OWN)
    parsed = parse_own(own)
    own.finish()
    return parsed


def with_rulebook(terms: ServiceTerms, shared: Mapping[str, str]) -> ServiceTerms:
    """Return the terms with the hash of everything that decides: the service's own file and the `shared` ones."""
    own, reader = terms.own, shared_parser(terms.slug)
    if reader is not None:
        name, parse = reader
        own = parse(shared[name], own)
    return replace(terms, own=own, sha256=sha256_of({**shared, f"services/{terms.slug}.toml": terms.sha256}))


def sha256_of(texts: Mapping[str, str]) -> str:
    """Return the hex hash of texts with their names: the same for the same rulebook, whatever the order it was read in."""
    shown = "".join(f"{name}\n{len(text)}\n{text}" for name, text in sorted(texts.items()))
    return hashlib.sha256(shown.encode()).hexdigest()


@dataclass(frozen=True)
class Fee:
    """A fee in fen (分), valid from a day on; for some kinds of plate, or for something besides, where it says so."""

    service: ServiceSlug
    amount_fen: int
    valid_from: date
    basis: str
    plate_kinds: tuple[str, ...] = ()  # 号牌种类; empty: whatever kind
    item: str = ""  # e.g. a temporary plate; empty: the service itself


def parse_fees(text: str) -> tuple[Fee, ...]:
    """Parse `config/fees.toml`; raises :class:`ConfigError`, which names key and reason."""
    table = ConfigTable.parse("config/fees.toml", text)
    fees = tuple(_fee(row) for row in table.tables("fee"))
    table.finish()
    return fees


def _fee(row: ConfigTable) -> Fee:
    fee = Fee(
        service=row.read("service", ServiceSlug),
        amount_fen=row.number("amount_fen"),
        valid_from=row.day("valid_from"),
        basis=row.text("basis"),
        plate_kinds=row.words("plate_kinds") if row.has("plate_kinds") else (),
        item=row.text("item") if row.has("item") else "",
    )
    row.finish()
    return fee


def fee_on(fees: tuple[Fee, ...], service: ServiceSlug, day: date, *, plate_kind: str = "", item: str = "") -> int:
    """Return the fee of `service` on `day` in fen; raises :class:`LookupError` when the table has none.

    A row for certain kinds of plate counts only for these, and before one for whatever kind.
    """
    rows = [fee for fee in fees if fee.service == service and fee.valid_from <= day and fee.item == item]
    of_kind = [fee for fee in rows if plate_kind in fee.plate_kinds] or [fee for fee in rows if not fee.plate_kinds]
    if not of_kind:
        raise LookupError(f"no fee for {service} on {day}")
    return max(of_kind, key=lambda fee: fee.valid_from).amount_fen


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
