"""Whose data the registry does not say in full is listed without a name, until it does."""

import pytest

from backoffice.office import SYSTEM, Actor, Office
from backoffice.staff.models import Role
from backoffice.troubles import registry_gaps, services
from backoffice.troubles.services import TroubleKind
from tests.backoffice import acts

HASH = "ab" * 32


def listed(office: Office, who: Actor) -> list[tuple[str, str]]:
    with office.reading(who) as work:
        found = services.list_troubles(work)
    return [(one.number, one.detail) for one in found if one.kind is TroubleKind.REGISTRY_GAP]


def note(office: Office, *gaps: str) -> None:
    with office.writing(SYSTEM) as work:
        registry_gaps.note(work, HASH, gaps)


@pytest.fixture
def supervisor(office: Office) -> Actor:
    return acts.add(office, "supervisor", Role.SUPERVISOR)


def test_gaps_are_listed_once_by_a_hash_and_go_away(office: Office, supervisor: Actor) -> None:
    note(office, "states")
    note(office, "valid_to", "states")
    assert listed(office, supervisor) == [(HASH[:12], "states,valid_to")]
    note(office)
    assert listed(office, supervisor) == []


def test_nothing_is_listed_of_whom_everything_is_known(office: Office, supervisor: Actor) -> None:
    note(office)
    assert listed(office, supervisor) == []
