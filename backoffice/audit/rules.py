"""Rules that point an auditor at views of personal data worth a question: plain, pure, with limits from the configuration.

A hint accuses nobody. Whose relative somebody is no rule can know; nothing here guesses it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

HOUR = timedelta(hours=1)


class Rule(StrEnum):
    """Why a view is worth a question."""

    NIGHT = "night"  # outside of the hours in which anybody works
    MANY_VIEWS = "many_views"  # more different cases within an hour than work explains
    ONE_PERSON = "one_person"  # one clerk looked at many cases of one person on a day
    ONE_NAME = "one_name"  # one clerk looked at many people of one name on a day
    OUT_OF_DISTRICT = "out_of_district"  # a case of a district that is none of this clerk's
    NO_BUSINESS = "no_business"  # a case that ended before, in which this clerk never did anything


@dataclass(frozen=True)
class Limits:
    """Beyond what a rule speaks."""

    night_begins: time
    night_ends: time
    cases_per_hour: int
    cases_of_one_person: int  # a day
    people_of_one_name: int  # a day
    ended_days: int


@dataclass(slots=True, eq=False)  # a page makes thousands of them: frozen ones cost three times as much
class View:
    """One view of personal data by a member of staff, with what is known of the case it was of. Never changed."""

    entry_id: int
    at: datetime
    staff_id: int
    subject: str
    person: str | None = field(default=None, repr=False)  # keyed hash
    name: str | None = field(default=None, repr=False)  # masked
    last_four: str = field(default="", repr=False)  # of the citizen's ID number
    district: str = ""
    ended_at: datetime | None = None
    worked_on: bool = True  # this clerk did something in the case besides looking
    own_districts: tuple[str, ...] = ()  # of the clerk; none: the whole city


@dataclass(frozen=True)
class Hint:
    """What a rule found about one clerk."""

    rule: Rule
    staff_id: int
    entries: tuple[int, ...]  # oldest first
    first_at: datetime
    last_at: datetime
    cases: int


def find_hints(views: Iterable[View], limits: Limits) -> tuple[Hint, ...]:
    """Return what the rules find in the views of a period, newest first."""
    ordered = sorted(views, key=lambda view: view.entry_id)
    hints = [*_single(ordered, limits), *_mass(ordered, limits), *_of_one(ordered, limits)]
    return tuple(sorted(hints, key=lambda hint: (hint.last_at, hint.entries[-1], hint.rule), reverse=True))


def _single(views: Sequence[View], limits: Limits) -> list[Hint]:
    """Rules that one view is enough for; the views of one clerk under one rule make one hint."""
    tests: dict[Rule, Callable[[View], bool]] = {
        Rule.NIGHT: lambda view: is_night(view.at.time(), limits),
        Rule.OUT_OF_DISTRICT: lambda view: (
            bool(view.own_districts) and view.district != "" and view.district not in view.own_districts
        ),
        Rule.NO_BUSINESS: lambda view: (
            not view.worked_on and view.ended_at is not None and view.at - view.ended_at > timedelta(days=limits.ended_days)
        ),
    }
    found: defaultdict[tuple[Rule, int], list[View]] = defaultdict(list)
    for view in views:
        for rule, speaks in tests.items():
            if speaks(view):
                found[rule, view.staff_id].append(view)
    return [_hint(rule, told) for (rule, _), told in found.items()]


def is_night(moment: time, limits: Limits) -> bool:
    """Tell whether a time of day lies in the night, which may go past midnight."""
    begins, ends = limits.night_begins, limits.night_ends
    if begins <= ends:
        return begins <= moment < ends
    return moment >= begins or moment < ends


def _mass(views: Sequence[View], limits: Limits) -> list[Hint]:
    """More different cases within any hour than allowed; hours that overlap make one hint."""
    crowded = (_crowded(told, limits.cases_per_hour) for told in _by_staff(views))
    return [_hint(Rule.MANY_VIEWS, told) for told in crowded if told]


def _crowded(told: Sequence[View], most: int) -> list[View]:
    """Return the views of every hour that ends with a view and has more different cases than `most`."""
    begin, marked = 0, 0
    counted, crowded = Counter[str](), list[View]()
    for end, view in enumerate(told):
        counted[view.subject] += 1
        while view.at - told[begin].at >= HOUR:
            gone = told[begin].subject
            counted[gone] -= 1
            if not counted[gone]:
                del counted[gone]
            begin += 1
        if len(counted) > most:
            crowded += told[max(begin, marked) : end + 1]
            marked = end + 1
    return crowded


def _of_one(views: Sequence[View], limits: Limits) -> list[Hint]:
    """Many cases of one person, and many people of one name, on one day."""
    of_person: defaultdict[tuple[int, object, str], list[View]] = defaultdict(list)
    of_name: defaultdict[tuple[int, object, str], list[View]] = defaultdict(list)
    for view in views:
        if view.person is not None:
            of_person[view.staff_id, view.at.date(), view.person].append(view)
        if view.name is not None:
            of_name[view.staff_id, view.at.date(), view.name].append(view)
    hints = [
        _hint(Rule.ONE_PERSON, told)
        for told in of_person.values()
        if len({view.subject for view in told}) > limits.cases_of_one_person
    ]
    return hints + [
        _hint(Rule.ONE_NAME, told)
        for told in of_name.values()
        if len({view.person for view in told}) > limits.people_of_one_name
    ]


def _by_staff(views: Sequence[View]) -> Collection[list[View]]:
    of: defaultdict[int, list[View]] = defaultdict(list)
    for view in views:
        of[view.staff_id].append(view)
    return of.values()


def _hint(rule: Rule, told: Sequence[View]) -> Hint:
    entries = tuple(sorted({view.entry_id for view in told}))
    moments = [view.at for view in told]
    return Hint(rule, told[0].staff_id, entries, min(moments), max(moments), len({view.subject for view in told}))
