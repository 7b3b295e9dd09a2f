"""Reads what configuration says of services, notices, fees, regions and slips."""

from collections.abc import Callable
from pathlib import Path

from domain.addresses import Region, as_looked_for, parse_order, parse_streets
from domain.rulebook import RULEBOOK, parse_fees, parse_notice, parse_terms, with_rulebook
from domain.texts import parse_texts
from kiosk.flow.devices import Place, Rulebook
from kiosk.photo_rules import read_photo_rules
from kiosk.settings import Settings


def load_rulebook(settings: Settings, place: Callable[[], Place | None]) -> Rulebook:
    """Read and parse `config/`; raises :class:`OSError` or :class:`ValueError`."""
    config = settings.config_dir
    shared = {path.relative_to(config).as_posix(): path.read_text("utf-8") for path in _rulebook(config)}
    terms = [with_rulebook(parse_terms(text), shared) for text in _texts(config / "services")]
    notices = [parse_notice(text) for text in _texts(config / "notices")]
    return Rulebook(
        regions=read_regions(config / "regions"),
        notices={notice.notice_id: notice for notice in notices},
        terms={term.slug: term for term in terms},
        fees=parse_fees((config / "fees.toml").read_text("utf-8")),
        photo=read_photo_rules(config),
        receipt_texts=parse_texts(path.read_text("utf-8") for path in sorted((config / "texts").glob("receipt*.toml"))),
        hotline=settings.contact.hotline,
        query_zh=settings.contact.query_zh,
        place=place,
    )


def read_regions(folder: Path) -> tuple[Region, ...]:
    """Read districts and streets, in the order in which districts are offered."""
    regions = parse_streets((folder / "chongqing-streets.csv").read_text("utf-8"))
    return as_looked_for(regions, parse_order((folder / "order.toml").read_text("utf-8")))


def _rulebook(config: Path) -> list[Path]:
    """Return what decides besides a service's own file."""
    return [path for pattern in RULEBOOK for path in sorted(config.glob(pattern))]


def _texts(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))]
