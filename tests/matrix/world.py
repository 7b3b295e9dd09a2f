"""Who does what in the matrix, and what the house has of it."""

import sqlite3
import zlib
from contextlib import closing

from domain.clock import SystemClock
from domain.services import ServiceSlug
from kiosk.services.catalogue import PLANS
from simulators.stage.house import House
from simulators.world.people import load_people
from tests.houses import rows_in_terminal

PEOPLE = load_people(SystemClock().now().date())
SLUGS = list(PLANS)
LODGING = [slug for slug in SLUGS if PLANS[slug].declaration is not None]
PAYING = [slug for slug in SLUGS if PLANS[slug].has("pay")]
BEYOND = {"submitted", "outcome", "result"}  # the durable act is behind it
SAMPLE = 18  # in CI one of so many; all of them with --long


def passes(slug: ServiceSlug) -> str:
    """Return somebody who passes."""
    return next(one.id for one in PEOPLE.values() if "passes" in one.cast.get(slug, "").split())


def needs_face(slug: ServiceSlug) -> bool:
    """Tell whether the service goes no further without a verified face."""
    return PLANS[slug].has("face") and PLANS[slug].without_face != "office"


def refused(slug: ServiceSlug) -> list[tuple[str, str]]:
    """Return everybody who is refused, with the rule."""
    roles = [(one.id, role) for one in PEOPLE.values() for role in one.cast.get(slug, "").split()]
    return [(person, role.removeprefix("refused:")) for person, role in roles if role.startswith("refused:")]


def stops() -> list[tuple[ServiceSlug, str]]:
    """Return every stop of every service."""
    return [(slug, stop.name) for slug in SLUGS for stop in PLANS[slug].stops]


def is_sampled(*what: str) -> bool:
    """Tell whether CI tries this one: a sample that is always the same."""
    return zlib.crc32("/".join(what).encode()) % SAMPLE == 0


def lodged(house: House) -> set[str]:
    """Return the numbers of what the terminal will deliver: neither lapsed nor waiting for its payment."""
    return {number for number, status, _ in rows_in_terminal(house) if status not in {"confirmed", "abandoned"}}


def waiting(house: House) -> set[str]:
    """Return the numbers of what still waits for its payment."""
    return {number for number, status, _ in rows_in_terminal(house) if status == "confirmed"}


def forget_cases(house: House) -> None:
    """Have the office hold nothing for pending any more and no code for sent, so that the same person may come again."""
    with closing(sqlite3.connect(house.root / "office" / "office.db", timeout=20)) as connection, connection:
        connection.execute("UPDATE review_case SET status = 'withdrawn'")
        connection.execute("DELETE FROM phone_code")
