"""Every service through the real screens: done to its end, refused, and with something going wrong."""

import zlib

import pytest

from domain.services import WITHOUT_APPLICATION, ServiceSlug
from simulators.citizen.client import TerminalClient
from simulators.stage.house import House
from simulators.stage.visits import VISITS
from tests.houses import cases_in_office, eventually
from tests.matrix.citizen import Citizen
from tests.matrix.hands import ScreenHands
from tests.matrix.walk import is_stopped, walk
from tests.matrix.world import forget_cases, refused

SLUGS = [slug for slug in ServiceSlug if slug in VISITS]
SHOWN = {ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS, ServiceSlug.VIOLATION_QUERY}
"""Services with a module of their own, in which the same visit is asserted in CI."""
LODGED = [slug for slug in SLUGS if slug not in WITHOUT_APPLICATION]


def one_in_three(slugs: list[ServiceSlug]) -> list[object]:
    """Return every service; in CI every third, the others with --long."""
    return [pytest.param(slug, marks=pytest.mark.long if index % 3 else ()) for index, slug in enumerate(slugs)]


@pytest.fixture(autouse=True)
def nobody_waits(house: House) -> None:
    """The same people come again and again: nothing of theirs is pending."""
    forget_cases(house)


@pytest.mark.parametrize("slug", [pytest.param(slug, marks=pytest.mark.long if slug in SHOWN else ()) for slug in SLUGS])
def test_who_may_gets_to_the_end(house: House, terminal: TerminalClient, slug: ServiceSlug) -> None:
    before = set(cases_in_office(house))
    script = VISITS[slug]
    assert script.citizen(terminal, house.cabinet, script.person, face="own")
    if slug in LODGED:
        eventually("the office has it once", lambda: len(set(cases_in_office(house)) - before) == 1)


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if refused(slug)])
def test_who_may_not_is_stopped_before_anything_is_signed(house: House, terminal: TerminalClient, slug: ServiceSlug) -> None:
    before = cases_in_office(house)
    people = refused(slug)
    person, rule = people[zlib.crc32(slug.encode()) % len(people)]
    citizen = Citizen(ScreenHands(terminal), house, slug, person)
    last = walk(citizen, is_stopped, f"a refusal by {rule}")
    assert set(citizen.way) & {"sign", "pay", "submitted", "outcome"} == set()
    if last["screen"] == "advice":
        assert last["view"]["kind"] in {"refused", "verify_first"}
    assert cases_in_office(house) == before


@pytest.mark.parametrize("slug", one_in_three(LODGED))
def test_without_paper_nothing_is_lost_and_nothing_is_printed_twice(
    house: House, terminal: TerminalClient, slug: ServiceSlug
) -> None:
    before = set(cases_in_office(house))
    script = VISITS[slug]
    house.cabinet.set_printer_fault("paper_end", on=True)
    script.citizen(terminal, house.cabinet, script.person, face="own")
    eventually("the office has it once", lambda: len(set(cases_in_office(house)) - before) == 1)
    assert house.cabinet.slips() == []
