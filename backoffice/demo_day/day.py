"""Makes the day: what happens on the last working days in the order in which it happens, on a clock of its own."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from backoffice.audit import services as audit
from backoffice.demo import CLERKS, DemoClerk, make_clerks
from backoffice.demo_day import fleet, money, oddities, statements, working
from backoffice.demo_day.citizens import invent
from backoffice.demo_day.fates import CASES, DAYS, Fate, fate_of
from backoffice.demo_day.lodging import FEES, MIX, Coming, lodge
from backoffice.demo_day.working import Clerks
from backoffice.demo_day.world import City, DemoPost, DemoRegistry, DemoSms
from backoffice.fleet.models import Terminal
from backoffice.office import SYSTEM, Actor, Office, clerk
from backoffice.production import blanks
from backoffice.production.models import BlankKind
from backoffice.refusals import Reason, Refused
from backoffice.retention import holds
from backoffice.retention.hold_models import HoldReason
from backoffice.review import cases, decisions
from backoffice.review.casefile import open_case
from backoffice.review.models import Case, PersonJudgement
from backoffice.staff import services as staff
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI, FrozenClock
from domain.reasons import ReasonCode
from domain.services import ServiceSlug

MORE_CLERKS = (
    ("heyu", "何雨", (Role.ACCEPTOR,), ()),
    ("luoyong", "罗勇", (Role.REVIEWER,), ("500104", "500109", "500157")),
    ("zhaolei", "赵磊", (Role.REVIEWER,), ("500106", "500107")),
    ("wukai", "吴凯", (Role.REVIEWER,), ("500108", "500113")),
    ("wuqian", "吴倩", (Role.PRODUCER,), ()),
    ("dengli", "邓丽", (Role.DISPATCHER,), ()),
    ("liwei", "李伟", (Role.PENALTIES,), ()),
    ("jiangmin", "蒋敏", (Role.SUPERVISOR,), ()),
    ("fenglan", "冯岚", (Role.AUDITOR,), ()),
)
"""Who works in the city besides the sandbox's own clerks: user name, name, roles, districts."""

FIRST, LAST = time(8, 30), time(17, 40)  # when terminals are used
STOCK = {BlankKind.DRIVER_LICENCE: 900, BlankKind.VEHICLE_LICENCE: 400, BlankKind.PLATES: 160}
SUITED = {"rejected": tuple(FEES), "often": (ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS,), "seized": MIX[:13], "moved": MIX[:13]}
"""Services in which a fate shows; else any."""

STATEMENT_SEEDS, STATEMENT_RUNNING = 9_000, 80
"""People and running numbers that the other cases of a day do not come to."""

OVERAGE = ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE


@dataclass(order=True)
class _Planned:
    at: datetime
    place: int
    act: Callable[[], None] = field(compare=False)


@dataclass
class _Made:
    """One case of the demo."""

    number: str
    fate: Fate


def make_day(office: Office, now: datetime, number: int = CASES) -> list[DemoClerk]:
    """Fill the empty database of a sandbox with `number` cases of the working days up to `now`; returns the clerks.

    Raises Refused(refused_profile) outside of the sandbox, and Refused(wrong_status) where there are cases already.
    """
    if not office.settings.is_sandbox:
        raise Refused(Reason.REFUSED_PROFILE)
    with office.reading() as work:
        if work.session.scalar(select(func.count(Case.id))):
            raise Refused(Reason.WRONG_STATUS)
    return _Day(office, now, number).make()


class _Day:
    """The demo's days while they are made."""

    def __init__(self, office: Office, now: datetime, number: int) -> None:
        self._now = now.astimezone(SHANGHAI)
        self._number = number
        self._days = _working_days(office, self._now.date())
        self._clock = FrozenClock(datetime.combine(self._days[0], time(7, 0), SHANGHAI))
        city = City(self._clock)
        self._city = city
        self.office = replace(office, clock=self._clock, registry=DemoRegistry(city), post=DemoPost(city), sms=DemoSms(city))
        self._dice = random.Random("a believable day")  # noqa: S311 - what happens, not secrets
        self._planned: list[_Planned] = []
        self._places = itertools.count()
        self._made: list[_Made] = []
        self._turn = itertools.count()

    def make(self) -> list[DemoClerk]:
        """Make everything."""
        shown = make_clerks(self.office, (*CLERKS, *((name, known, roles) for name, known, roles, _ in MORE_CLERKS)))
        self._clerks = self._hire()
        self._terminals = fleet.enrol(self.office, self._clerks.administrator)
        self._stock()
        listening = fleet.Listening(self.office, self._terminals)
        self._plan_arrivals()
        self._plan_statements()
        self._plan_oddities()
        for days_ago, day in enumerate(reversed(self._days)):
            self._plan_routine(day, days_ago)
        self._plan(datetime.combine(self._days[-1], time(8, 0), SHANGHAI), listening.begin)
        self._plan(self._now - timedelta(minutes=4), listening.shortly_before)
        self._run()
        self._clock.advance(max((self._now - self._clock.now()).total_seconds(), 0))
        listening.end()
        self._hold()
        self._seal()
        return shown

    def _hire(self) -> Clerks:
        with self.office.writing(SYSTEM) as work:
            for name, _, roles, districts in MORE_CLERKS:
                if districts:
                    staff.set_duties(work, name, roles, districts)
        with self.office.reading() as work:
            of = {member.username: clerk(member) for member in staff.list_staff(work.session)}
        return Clerks(
            reviewers=tuple(of[name] for name in ("lijing", "wangmin", "luoyong", "zhaolei", "wukai")),
            producers=(of["wuqian"], of["zhouhang"]),
            dispatchers=(of["dengli"], of["zhouhang"]),
            supervisors=(of["chenzhihua"], of["jiangmin"]),
            acceptor=of["heyu"],
            penalties=of["liwei"],
            auditor=of["fenglan"],
            administrator=of["suntao"],
        )

    def _stock(self) -> None:
        for place, (kind, pieces) in enumerate(STOCK.items()):
            first, last = f"{10_001:05d}", f"{10_000 + pieces:05d}"
            prefix = f"50{26 + place}11"
            working.do(self.office, self._clerks.producers[0], blanks.receive, kind, prefix, first, last)

    def _plan(self, at: datetime, act: Callable[[], None]) -> None:
        if at <= self._now:
            heapq.heappush(self._planned, _Planned(at, next(self._places), act))

    def _run(self) -> None:
        while self._planned:
            planned = heapq.heappop(self._planned)
            self._clock.advance(max((planned.at - self._clock.now()).total_seconds(), 0))
            planned.act()

    def _plan_arrivals(self) -> None:
        running: dict[tuple[date, int], int] = {}
        of_day: Counter[date] = Counter()
        for seed, moment in enumerate(self._arrivals(), start=1):
            terminal = self._terminals[self._dice.randrange(len(self._terminals))]
            key = (moment.date(), terminal.terminal_number)
            running[key] = running.get(key, 0) + 1
            days_ago = len(self._days) - 1 - self._days.index(moment.date())
            fate = fate_of(self._dice, days_ago, of_day[moment.date()])
            self._plan(moment, self._arrival(seed, terminal, running[key], fate))
            of_day[moment.date()] += 1

    def _plan_statements(self) -> None:
        """Let some say something against a penalty: each story on its day, answered two working days later at the latest."""
        stories = statements.STORIES if self._number >= CASES // 2 else statements.STORIES[: statements.EVERY_STATE]
        for place, story in enumerate(stories):
            terminal = self._terminals[place * 7 % len(self._terminals)]
            citizen = invent(STATEMENT_SEEDS + place)
            coming = Coming(
                STATEMENT_RUNNING + place,
                citizen,
                ServiceSlug.VIOLATION_HANDLING,
                terminal.terminal_id,
                terminal.terminal_number,
                0.61,
            )
            at = datetime.combine(self._days[-1 - story.days_ago], time(9, 20), SHANGHAI) + timedelta(minutes=17 * place)
            self._plan(at, self._statement(coming, story))

    def _plan_oddities(self) -> None:
        at = datetime.combine(self._days[-2], time(10, 12), SHANGHAI)
        for place, terminal in enumerate(self._terminals[1:3]):
            self._plan(at, lambda one=terminal: oddities.send_unreadable(self.office, one))  # type: ignore[misc]
            self._plan(at, lambda one=terminal, nth=place: oddities.find_gap(self.office, one, nth))  # type: ignore[misc]
        first, last = self._days[0], self._days[-1]
        self._plan(
            datetime.combine(last, time(8, 20), SHANGHAI),
            lambda: oddities.ask_about_nights(self.office, self._clerks, first, last),
        )

    def _statement(self, coming: Coming, story: statements.Story) -> Callable[[], None]:
        def come() -> None:
            number = statements.lodge(self.office, self._city, coming, story)
            if story.ends != "open":
                later = self._after(500)
                self._plan(later, lambda: statements.answer(self.office, self._clerks.penalties, number, story))

        return come

    def _arrivals(self) -> Iterator[datetime]:
        """Return when applications come in: as many each day, fewer on a day that is not over."""
        per_day = self._number // DAYS
        for day in self._days:
            begins, ends = (datetime.combine(day, at, SHANGHAI) for at in (FIRST, LAST))
            last = min(ends, self._now - timedelta(minutes=2))
            share = (last - begins) / (ends - begins)
            if share > 0:
                moments = (begins + (last - begins) * self._dice.random() for _ in range(max(round(per_day * share), 6)))
                yield from sorted(moments)

    def _arrival(self, seed: int, terminal: Terminal, running: int, fate: Fate) -> Callable[[], None]:
        service = self._dice.choice(SUITED.get(fate.peculiar or fate.ends, MIX))
        score = None if self._dice.random() < 0.1 else round(self._dice.uniform(0.44, 0.72), 2)

        def come() -> None:
            citizen = invent(seed, older=service is OVERAGE)
            self._prepare(citizen.number, citizen.region_code, fate)
            coming = Coming(
                running, citizen, service, terminal.terminal_id, terminal.terminal_number, score, signed=fate.ends != "held"
            )
            made = _Made(lodge(self.office, self._city, coming), fate)
            self._city.ways[made.number] = fate.way
            self._made.append(made)
            working.settle(self.office)
            if fate.ends == "claimed":
                self._plan(self._now - timedelta(minutes=1 + self._dice.randrange(11)), lambda: self._review(made))
            elif fate.ends not in ("queue", "held", "silent"):
                self._plan(self._after(30 + self._dice.randrange(200)), lambda: self._review(made))

        return come

    def _prepare(self, whose: str, region: str, fate: Fate) -> None:
        """Let the registry know what is peculiar, before it is asked."""
        if fate.ends == "silent":
            self._city.silent.add(whose)
        if fate.peculiar == "moved":
            self._city.addresses[whose] = f"重庆市{'渝中区七星岗街道' if region != '500103' else '大渡口区松青路'}104号"
        elif fate.peculiar == "seized":
            self._city.seized.add(whose)
        elif fate.peculiar == "often":
            self._city.reissues[whose] = (date(2026, 2, 1), date(2026, 5, 11), date(2026, 9, 30))

    def _after(self, minutes: int) -> datetime:
        """Return a moment so many working minutes from now."""
        now = self._clock.now()
        return self.office.hours.add_minutes(now, minutes) or now + timedelta(minutes=minutes)

    def _review(self, made: _Made) -> None:
        """A clerk takes a case and ends where its fate says; what the rules refuse stays claimed and is given back."""
        case = working.look(self.office, made.number)
        if case.status is not ApplicationStatus.ACCEPTED:
            return
        who = self._clerks.reviewer_of(case, next(self._turn))
        working.open_and_claim(self.office, who, made.number)
        try:
            self._decide(made, who)
        except Refused:
            self._refer(made, who)
        working.settle(self.office)

    def _decide(self, made: _Made, who: Actor) -> None:
        ends = made.fate.ends
        if ends == "claimed":
            return
        if ends in ("correction", "corrected"):
            working.ask_for_correction(self.office, who, made.number, next(self._turn))
            if ends == "corrected":
                self._plan(self._after(400), lambda: working.supply(self.office, made.number))
            return
        if ends == "rejected":
            self._with_codes(
                made, who, decisions.reject, self._dice.choice((ReasonCode.DATA, ReasonCode.DATA, ReasonCode.STATE))
            )
        elif ends == "referred":
            self._refer(made, who)
        else:
            working.judge(self.office, who, made.number, PersonJudgement.SAME)
            working.approve(self.office, who, made.number)
            if ends != "second":
                self._agree(made, who)

    def _agree(self, made: _Made, proposer: Actor) -> None:
        """The second person agrees, where one is asked for."""
        if not working.look(self.office, made.number).decision_waits:
            return
        able = [one for one in self._clerks.reviewers[:2] if one.staff_id != proposer.staff_id]
        working.do(self.office, able[0], decisions.agree, made.number, working.look(self.office, made.number).version)

    def _refer(self, made: _Made, who: Actor) -> None:
        self._with_codes(made, who, decisions.refer_to_window, ReasonCode.DATA)

    def _with_codes(self, made: _Made, who: Actor, decide: Callable[..., object], code: ReasonCode) -> None:
        with self.office.writing(who) as work:
            decide(work, made.number, cases.get_case(work.session, made.number).version, (code,))

    def _plan_routine(self, day: date, days_ago: int) -> None:
        def at(hour: int, minute: int) -> datetime:
            return datetime.combine(day, time(hour, minute), SHANGHAI)

        for hour in (10, 15):
            self._plan(at(hour, 40), self._produce)
        for hour in (11, 16):
            self._plan(at(hour, 30), self._dispatch)
        self._plan(at(8, 45), self._track)
        self._plan(at(14, 10), self._track)
        self._plan(at(14, 20), self._returns)
        self._plan(at(9, 5), lambda: money.reconcile(self.office, self._clerks, day, newest=days_ago <= 1))
        self._plan(at(18, 30), self._seal)
        self._plan(at(21, 40), lambda: self._night_view(days_ago))

    def _waiting(self, status: ApplicationStatus, *ends: str) -> list[str]:
        """Return the cases that stand in `status` and whose fate leads on, oldest first."""
        wanted = [made.number for made in self._made if made.fate.ends in ends]
        return working.standing(self.office, wanted, status)

    def _produce(self) -> None:
        numbers = self._waiting(ApplicationStatus.APPROVED, "printed", "produced", "waybill", "posted")
        fate = {made.number: made.fate for made in self._made}
        for kind in BlankKind:
            for printed_only in (True, False):
                chosen = [number for number in numbers if (fate[number].ends == "printed") == printed_only]
                of_kind = [number for number in chosen if blanks.kind_of(working.look(self.office, number)) is kind][:20]
                if of_kind:
                    who = self._clerks.producers[next(self._turn) % 2]
                    working.make_batch(self.office, who, of_kind, checked=not printed_only)
        working.settle(self.office)

    def _dispatch(self) -> None:
        who = self._clerks.dispatchers[next(self._turn) % 2]
        for number in self._waiting(ApplicationStatus.PRODUCED, "waybill"):
            working.order_waybill(self.office, who, number)
        for number in self._waiting(ApplicationStatus.PRODUCED, "posted"):
            working.post(self.office, who, number)
        working.settle(self.office)

    def _track(self) -> None:
        working.track(self.office, [made.number for made in self._made if made.fate.ends == "posted"])
        working.settle(self.office)

    def _returns(self) -> None:
        came_back = self._waiting(ApplicationStatus.RETURNED_UNDELIVERED, "posted")
        for place, number in enumerate(came_back[:-2]):
            working.take_back(self.office, self._clerks.dispatchers[0], number, f"B-{place + 1:02d}", held=place % 2 == 0)
        working.settle(self.office)

    def _night_view(self, days_ago: int) -> None:
        """Somebody looks at cases when nobody works; the auditor's rules find it."""
        if days_ago == 1:
            who = self._clerks.reviewers[0]
            for made in self._made[:3]:
                working.do(self.office, who, open_case, made.number)

    def _hold(self) -> None:
        """Two cases are kept for a dispute; of one, somebody asks to let it go."""
        first, second = self._clerks.supervisors
        for made, reason, reference in zip(
            self._made[:2], tuple(HoldReason)[:2], ("渝公复〔2026〕118号", "(2026)渝01行初42号"), strict=True
        ):
            with self.office.writing(first) as work:
                hold = holds.set_hold(work, made.number, reason, reference)
        with self.office.writing(second) as work:
            holds.ask_to_lift(work, hold.id)

    def _seal(self) -> None:
        with self.office.writing(SYSTEM) as work:
            audit.seal(work.session)


def _working_days(office: Office, today: date) -> list[date]:
    """Return the last working days with today, oldest first; today counts whatever day it is."""
    days = [today]
    day = today
    while len(days) < DAYS:
        day -= timedelta(days=1)
        if office.hours.days_between(day - timedelta(days=1), day) == 1:
            days.append(day)
    return days[::-1]
