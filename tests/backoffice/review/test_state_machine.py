"""Whatever clerks, citizen, system, partners and time do: only steps of the status table happen, and the events tell all."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from stdnum.iso7064 import mod_11_2

from backoffice.applicants import changes
from backoffice.applicants.changes import Incomplete, NotPossibleNow
from backoffice.dispatch import returns, tracking
from backoffice.dispatch import services as dispatch
from backoffice.intake import desk as intake
from backoffice.office import SYSTEM, Actor, Office
from backoffice.production import services as production
from backoffice.refusals import CaseChanged, Refused
from backoffice.review import cases, decisions, desk, notes
from backoffice.review.history import status_of
from backoffice.review.models import Case, DecisionKind, DecisionState, EventKind, PersonJudgement
from backoffice.staff.models import Role
from domain.application import CLOCK_PAUSED, NEXT, ApplicationStatus, StatusError
from domain.clock import FrozenClock
from domain.reasons import ReasonCode
from domain.wire import v1
from domain.wire.v1_my_applications import Correction, Myself, NewAddress, Withdrawal
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import FRIDAY_NOON, application, face_check, registry_answer

_S = ApplicationStatus
CLERKS = st.integers(0, 2)
CODES = st.sampled_from([ReasonCode.STATE, ReasonCode.FRAUD, ReasonCode.DATA])
EVERYTHING = (Role.ACCEPTOR, Role.REVIEWER, Role.PRODUCER, Role.DISPATCHER)
RUNNING = itertools.count(1)
SIGNATURE = v1.Signature(strokes=[[(1, 2, 0), (3, 4, 5)]])


def test_no_other_step_can_be_set() -> None:
    for before in ApplicationStatus:
        for after in ApplicationStatus:
            case = Case()
            case.__dict__["status"] = before
            if after in NEXT[before]:
                case.status = after
            else:
                with pytest.raises(StatusError):
                    case.status = after


class OneCase(RuleBasedStateMachine):
    """One case among three clerks of whom one leads, its citizen, an unreliable world and a clock."""

    def __init__(self, office: Office, partners: Partners, clerks: list[Actor]) -> None:
        super().__init__()
        self.clock = FrozenClock(FRIDAY_NOON)
        self.office = replace(office, clock=self.clock)
        self.partners, self.clerks = partners, clerks
        self.number = ""

    @initialize(signed=st.booleans())
    def come_in(self, signed: bool) -> None:
        for room in (self.partners.down, self.partners.refusing):
            room.clear()
        running = next(RUNNING)
        seventeen = f"50010319900101{running % 1000:03d}"
        self.person = seventeen + mod_11_2.calc_check_digit(seventeen)
        self.partners.people[self.person] = registry_answer(number=self.person)
        body = application(running, applicant={"number": self.person})
        if not signed:  # the checks of intake do not pass
            body = body.model_copy(update={"signature": v1.Signature(strokes=[])})
        self.number = acts.take_in(self.office, body)
        desk.refresh_registry(self.office, SYSTEM, self.number)
        self.seen_events, self.seen_version = 0, 0

    def _try(self, act: Callable[[], object]) -> None:
        with suppress(Refused, CaseChanged, NotPossibleNow, Incomplete):
            act()

    def _in_work(self, clerk: int, act: Callable[..., object], *rest: object, stale: bool = False) -> None:
        def press() -> None:
            with self.office.writing(self.clerks[clerk]) as work:
                version = cases.get_case(work.session, self.number).version - stale
                act(work, self.number, version, *rest)

        self._try(press)

    def _unversioned(self, clerk: int, act: Callable[..., object], *rest: object) -> None:
        def press() -> None:
            with self.office.writing(self.clerks[clerk]) as work:
                act(work, self.number, *rest)

        self._try(press)

    @rule(clerk=CLERKS, refused=st.booleans())
    def at_intake(self, clerk: int, refused: bool) -> None:
        if refused:
            self._in_work(clerk, intake.refuse, (ReasonCode.LAW,), "没有签名")
        else:
            self._in_work(clerk, intake.accept)

    @rule(clerk=CLERKS, stale=st.booleans())
    def claim(self, clerk: int, stale: bool) -> None:
        self._in_work(clerk, desk.claim, stale=stale)

    @rule(clerk=CLERKS, act=st.sampled_from([desk.release, desk.renew, desk.ask_release]))
    def hold(self, clerk: int, act: Callable[..., object]) -> None:
        self._unversioned(clerk, act)

    @rule(clerk=CLERKS)
    def take_over(self, clerk: int) -> None:
        self._in_work(clerk, desk.take_over)

    @rule(clerk=CLERKS)
    def note(self, clerk: int) -> None:
        self._unversioned(clerk, notes.leave_note, "x")

    @rule(clerk=CLERKS, judgement=st.sampled_from(PersonJudgement))
    def judge(self, clerk: int, judgement: PersonJudgement) -> None:
        self._in_work(clerk, desk.judge_person, judgement)

    @rule(clerk=CLERKS, returned=st.booleans())
    def carry_on(self, clerk: int, returned: bool) -> None:
        """Do what usually comes next, so that the later statuses are reached too."""
        status = acts.look(self.office, self.number).status
        if status is _S.RECEIVED:
            self.at_intake(clerk, False)
        elif status in (_S.ACCEPTED, _S.UNDER_REVIEW):
            self.claim(clerk, False)
            self.judge(clerk, PersonJudgement.SAME)
            self.approve(clerk)
            self.second_look(clerk, decisions.decline)
        elif status in (_S.APPROVED, _S.IN_PRODUCTION):
            self.partner("driver-licences", True)
            self.produce(clerk)
            self.check(clerk)
        elif status in (_S.PRODUCED, _S.RETURNED_UNDELIVERED):
            self.partner("waybills", True)
            self.post(clerk)
        elif status in (_S.POSTED, _S.RESENT):
            self.track("returned" if returned else "delivered")
        elif status is _S.CORRECTION_REQUESTED:
            self.supply_correction(False)
        else:
            self.fetch(clerk)

    @rule(clerk=CLERKS)
    def approve(self, clerk: int) -> None:
        self._in_work(clerk, decisions.approve)

    @rule(clerk=CLERKS)
    def correct(self, clerk: int) -> None:
        self._in_work(clerk, decisions.request_correction, (ReasonCode.DATA,), ("phone",))

    @rule(clerk=CLERKS, code=CODES, act=st.sampled_from([decisions.reject, decisions.refer_to_window]))
    def refuse(self, clerk: int, code: ReasonCode, act: Callable[..., object]) -> None:
        self._in_work(clerk, act, (code,))

    @rule(clerk=CLERKS, act=st.sampled_from([decisions.agree, decisions.decline]))
    def second_look(self, clerk: int, act: Callable[..., object]) -> None:
        self._in_work(clerk, act)

    @rule(stale=st.booleans())
    def withdraw(self, stale: bool) -> None:
        self._try(lambda: changes.withdraw(self.office, "terminal-7", Withdrawal(**self._asked(stale))))

    @rule(stale=st.booleans())
    def supply_correction(self, stale: bool) -> None:
        message = Correction(**self._asked(stale), delivery=application().delivery, signature=SIGNATURE)
        self._try(lambda: changes.correct(self.office, "terminal-7", message))

    @rule(stale=st.booleans())
    def readdress(self, stale: bool) -> None:
        message = NewAddress(**self._asked(stale), delivery=application().delivery)
        self._try(lambda: changes.readdress(self.office, "terminal-7", message))

    def _asked(self, stale: bool) -> dict[str, Any]:
        document = application().applicant
        face = face_check().model_copy(update={"checked_at": self.clock.now()})
        me = Myself(kind=document.kind, number=self.person, name=document.name, valid_to=document.valid_to, face=face)
        version = acts.look(self.office, self.number).version - stale
        return {"person": me, "key": uuid4(), "number": self.number, "version": version}

    @rule()
    def expire_leases(self) -> None:
        with self.office.writing(SYSTEM) as work:
            desk.expire_leases(work)

    @rule(clerk=CLERKS)
    def produce(self, clerk: int) -> None:
        version = acts.look(self.office, self.number).version
        self._try(lambda: production.produce(self.office, self.clerks[clerk], self.number, version))

    @rule(clerk=CLERKS)
    def check(self, clerk: int) -> None:
        self._in_work(clerk, production.check_certificate, self.partners.certificates.get(self.number, ""))

    @rule(clerk=CLERKS)
    def post(self, clerk: int) -> None:
        self._try(lambda: dispatch.create_waybill(self.office, self.clerks[clerk], self.number))
        self._in_work(clerk, dispatch.post_letter, self._waybills()[-1] if self._waybills() else "")

    def _waybills(self) -> list[str]:
        return [waybill for key, waybill in self.partners.waybills.items() if key.startswith(self.number)]

    @rule(clerk=CLERKS, returned=st.booleans())
    def carry_on_once_more(self, clerk: int, returned: bool) -> None:
        self.carry_on(clerk, returned)
        self.carry_on(clerk, returned)

    @rule(state=st.sampled_from(["collected", "delivered", "returned"]))
    def track(self, state: str) -> None:
        event = {"at": self.clock.now().isoformat(), "state": state, "text": "x"}
        for waybill in self._waybills():
            self.partners.tracking[waybill] = [event]
        self._try(lambda: tracking.refresh_tracking(self.office, self.number))

    @rule(clerk=CLERKS)
    def keep(self, clerk: int) -> None:
        self._in_work(clerk, returns.hold_for_pickup)

    @rule(clerk=CLERKS)
    def fetch(self, clerk: int) -> None:
        self._in_work(clerk, partial(returns.hand_over, id_number=self.person))

    @rule(minutes=st.integers(1, 30))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes * 60)

    @rule(days=st.integers(1, 3))
    def wait_for_days(self, days: int) -> None:
        self.clock.advance(days * 86_400)

    @rule(room=st.sampled_from(["driver-licences", "waybills"]), up=st.booleans())
    def partner(self, room: str, up: bool) -> None:
        (self.partners.down.discard if up else self.partners.down.add)(room)

    @invariant()
    def history_is_a_walk_through_the_table(self) -> None:
        if not self.number:
            return
        with self.office.reading() as work:
            case = cases.get_case(work.session, self.number)
            events, made = list(case.events), list(case.decisions)
        walk = [event.status for event in events]
        assert len(walk) >= self.seen_events
        assert case.version >= self.seen_version
        self.seen_events, self.seen_version = len(walk), case.version
        assert walk[0] is _S.RECEIVED
        assert status_of(events) is walk[-1] is case.status
        for before, after in pairwise(walk):
            assert before is after or after in NEXT[before]
        based = [event.based_on for event in events]
        assert based == sorted(based)
        assert based[-1] <= case.version
        assert len([one for one in made if one.state is DecisionState.PROPOSED]) == int(case.decision_waits)
        self._nobody_accepts_and_approves(case)
        self._one_lease_where_somebody_works(case)
        assert (case.paused_since is not None) == (case.status in CLOCK_PAUSED)
        assert list(self.partners.certificates).count(self.number) == int(case.status in MADE) or case.status in BEING_MADE

    def _nobody_accepts_and_approves(self, case: Case) -> None:
        with self.office.reading() as work:
            again = cases.get_case(work.session, case.number)
            by_hand = [event.staff_id for event in again.events if event.kind is EventKind.ACCEPTED]
            approvals = [
                one for one in again.decisions if one.kind is DecisionKind.APPROVE and one.state is DecisionState.EFFECTIVE
            ]
        assert by_hand in ([], [case.accepted_by])
        for one in approvals:
            assert case.accepted_by is None or case.accepted_by not in (one.decided_by, one.second_by)

    def _one_lease_where_somebody_works(self, case: Case) -> None:
        held = case.status is _S.UNDER_REVIEW and not case.decision_waits
        assert (case.claimed_by is not None) == (case.lease_until is not None) == held


MADE = frozenset({_S.PRODUCED, _S.POSTED, _S.DELIVERED, _S.RETURNED_UNDELIVERED, _S.RESENT, _S.HELD_FOR_PICKUP})
BEING_MADE = frozenset({_S.IN_PRODUCTION})


@pytest.fixture
def clerks(either_office: Office) -> list[Actor]:
    return [acts.add(either_office, name, *EVERYTHING, *more) for name, *more in (("a",), ("b",), ("c", Role.SUPERVISOR))]


def test_one_case_among_many_hands(either_office: Office, partners: Partners, clerks: list[Actor]) -> None:
    """Longer on SQLite; on PostgreSQL the same with fewer examples."""
    examples = 25 if either_office.settings.database.startswith("sqlite") else 6
    limits = settings(
        max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(partial(OneCase, either_office, partners, clerks), settings=limits)  # type: ignore[arg-type]
