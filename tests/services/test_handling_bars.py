"""Everything that bars a record from being handled at a terminal is shown by somebody's record, and somebody's has nothing."""

from collections import defaultdict
from collections.abc import Mapping

import pytest

from domain.rules.violation_handling import bars
from domain.violation_terms import parse_violation_terms
from domain.violations import HandlingBar
from tests.paths import CONFIG
from tests.services.cast import DAY, Cast

Found = Mapping[tuple[HandlingBar, ...], list[str]]
TERMS = parse_violation_terms((CONFIG / "violations.toml").read_text("utf-8")).handling


@pytest.fixture(scope="module")
def found(cast: Cast) -> Found:
    """Return who has a record that exactly these bars stand against."""
    people: dict[tuple[HandlingBar, ...], list[str]] = defaultdict(list)
    for person in cast.people.values():
        for facts in cast.records(person):
            people[tuple(bars(facts, TERMS))].append(person.id)
    return people


@pytest.mark.parametrize("bar", HandlingBar)
def test_somebody_has_a_record_that_only_this_stands_against(found: Found, bar: HandlingBar) -> None:
    assert found[bar,], bar


def test_several_have_records_that_may_be_handled(found: Found) -> None:
    assert len(set(found[()])) > 3


def test_fines_are_unpaid_in_time_late_and_at_the_limit(cast: Cast) -> None:
    late = {(DAY.date() - decision.decided_on).days - 15 for person in cast.people.values() for decision in cast.unpaid(person)}
    assert min(late) <= 0 < max(late)
    assert any(0 < days < 33 for days in late)
    assert any(days > 33 for days in late)
