"""Opens the office: reads its configuration and puts the collaborators together."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from backoffice.database import Database
from backoffice.dispatch.post import HttpPost
from backoffice.documents.press import Press
from backoffice.documents.sealer import PadesSealer
from backoffice.notices.sms import HttpSms
from backoffice.office import Office
from backoffice.partners import PartnerClient
from backoffice.registry.http import HttpRegistry
from backoffice.retention.stores import open_stores
from backoffice.retention.vault import Vault
from backoffice.review.catalogue import DESKS
from backoffice.review.clocks import OfficeHours
from backoffice.settings import PartnerSettings, Settings
from backoffice.violations.book import Rulebook
from backoffice.working_days.standing import StandingCalendar
from domain.addresses import Region, parse_streets
from domain.calendar import WorkingCalendar, YearTable, parse_year
from domain.clock import Clock
from domain.remedies import parse_remedies
from domain.rulebook import RULEBOOK, Notice, parse_notice, parse_terms, with_rulebook
from domain.services import WITHOUT_APPLICATION, ServiceSlug, ServiceTerms
from domain.texts import TextBook, parse_texts
from domain.violation_codes import parse_violation_codes
from domain.violation_terms import parse_violation_terms

OFFICE_TEXTS = ("sms*.toml", "services*.toml", "reasons*.toml", "desk*.toml", "documents*.toml", "my_applications.toml")


def open_office(settings: Settings, clock: Clock) -> Office:
    """Put the office together; makes its own keys when they are not there yet."""
    evidence, faces = open_stores(settings)
    calendar = StandingCalendar(read_tables(settings.config_dir), settings.calendar.look_seconds)
    return Office(
        settings=settings,
        clock=clock,
        database=Database(settings.database),
        vault=Vault(settings.keys_dir, evidence),
        faces=Vault(settings.keys_dir, faces, master="face-master.key"),
        registry=HttpRegistry(_client("registry", settings.registry)),
        post=HttpPost(_client("post", settings.post)),
        sms=HttpSms(_client("sms", settings.sms)),
        calendar=calendar,
        hours=OfficeHours(calendar, settings.review.shift_begins, settings.review.shift_ends),
        terms=read_terms(settings.config_dir),
        regions=read_regions(settings.config_dir),
        texts=read_texts(settings.config_dir),
        violations=read_violations(settings.config_dir, calendar),
        press=Press(settings.documents.fonts_dir, PadesSealer(settings.keys_dir, settings.documents.agency)),
        notice_texts=read_notices(settings.config_dir),
        remedies=parse_remedies((settings.config_dir / "remedies.toml").read_text(encoding="utf-8")),
    )


def read_notices(config: Path) -> Mapping[str, Notice]:
    """Read the texts that citizens agree to."""
    parsed = (parse_notice(path.read_text(encoding="utf-8")) for path in sorted((config / "notices").glob("*.toml")))
    return {notice.notice_id: notice for notice in parsed}


def read_violations(config: Path, calendar: WorkingCalendar) -> Rulebook:
    """Read what violations are handled by."""
    terms = parse_violation_terms((config / "violations.toml").read_text(encoding="utf-8"))
    codes = parse_violation_codes((config / "violation_codes.csv").read_text(encoding="utf-8"))
    return Rulebook(terms, codes, calendar)


def read_calendar(config: Path) -> WorkingCalendar:
    """Read every `calendar/<year>.toml`."""
    return WorkingCalendar(read_tables(config))


def read_tables(config: Path) -> list[YearTable]:
    """Read the working-day tables of the configuration."""
    return [parse_year(path.read_text(encoding="utf-8")) for path in sorted((config / "calendar").glob("*.toml"))]


def read_terms(config: Path) -> Mapping[ServiceSlug, ServiceTerms]:
    """Read the terms of every service that has a desk, or is answered without one."""
    texts = (config.joinpath("services", f"{slug}.toml").read_text(encoding="utf-8") for slug in (*DESKS, *WITHOUT_APPLICATION))
    shared = {name: path.read_text(encoding="utf-8") for name, path in rulebook_files(config)}
    return {terms.slug: with_rulebook(terms, shared) for terms in map(parse_terms, texts)}


def rulebook_files(config: Path) -> Iterator[tuple[str, Path]]:
    """Return what decides besides a service's own file, by its name within `config`."""
    for pattern in RULEBOOK:
        yield from ((path.relative_to(config).as_posix(), path) for path in sorted(config.glob(pattern)))


def read_regions(config: Path) -> tuple[Region, ...]:
    """Read the districts of Chongqing with their streets."""
    return parse_streets((config / "regions" / "chongqing-streets.csv").read_text(encoding="utf-8"))


def read_texts(config: Path) -> TextBook:
    """Read the texts that the office needs."""
    paths = sorted(path for pattern in OFFICE_TEXTS for path in (config / "texts").glob(pattern))
    return parse_texts(path.read_text(encoding="utf-8") for path in paths)


def _client(name: str, partner: PartnerSettings) -> PartnerClient:
    return PartnerClient(name, partner.url, partner.key.get_secret_value())
