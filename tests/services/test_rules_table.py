"""Every rule of every service has somebody who passes and somebody whom exactly it refuses; the page says so."""

import pytest

from domain.services import ServiceSlug
from tests.paths import ROOT
from tests.services.cast import PASSES, REFUSED, Cast
from tests.services.page import PAGE, rows, written

every_service = pytest.mark.parametrize("slug", list(ServiceSlug))


@every_service
def test_no_cell_is_empty(cast: Cast, slug: ServiceSlug) -> None:
    rules = cast.services[slug].rules
    assert [row for row in rows(cast, slug, rules) if not all(row)] == []


@every_service
def test_rules_have_names_of_their_own(cast: Cast, slug: ServiceSlug) -> None:
    names = [rule.name for rule in cast.services[slug].rules]
    assert len(set(names)) == len(names)


@every_service
def test_who_passes_is_refused_by_nothing(cast: Cast, slug: ServiceSlug) -> None:
    passing = [person for person in cast.people.values() if cast_roles(cast, person.id, slug, PASSES)]
    assert passing
    assert {person.id: found for person in passing if () not in (found := cast.found(slug, person))} == {}


@every_service
def test_who_is_refused_is_refused_by_exactly_that_rule(cast: Cast, slug: ServiceSlug) -> None:
    for person in cast.people.values():
        for role in cast_roles(cast, person.id, slug, REFUSED):
            rule = role.removeprefix(REFUSED)
            found = cast.found(slug, person)
            assert (rule,) in found, (person.id, rule, found)
            assert () not in found, (person.id, "is refused, but passes with another vehicle")


@every_service
def test_a_second_application_is_refused_as_a_duplicate(cast: Cast, slug: ServiceSlug) -> None:
    if "not_pending" not in {rule.name for rule in cast.services[slug].rules}:
        return
    person = next(iter(cast.of(slug, PASSES)))
    assert ("not_pending",) in cast.found(slug, person, second_time=True)


def test_nobody_is_cast_for_a_rule_that_is_not_there(cast: Cast) -> None:
    known = {
        (slug, role)
        for slug, rules in cast.services.items()
        for role in (PASSES, *(f"{word}{rule.name}" for rule in rules.rules for word in (REFUSED, f"{PASSES}:")))
    }
    cast_for = {(slug, role) for one in cast.people.values() for slug, roles in one.cast.items() for role in roles.split()}
    assert cast_for - {(str(slug), role) for slug, role in known} == set()


def test_the_page_says_what_the_rules_say(cast: Cast) -> None:
    assert (ROOT / PAGE).read_text("utf-8") == written(cast), "python -m tests.services writes it anew"


def cast_roles(cast: Cast, person: str, slug: ServiceSlug, prefix: str) -> list[str]:
    return [role for role in cast.people[person].cast.get(slug, "").split() if role.startswith(prefix)]
