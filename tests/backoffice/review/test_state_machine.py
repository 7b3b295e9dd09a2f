"""Whatever clerks, worker, partners and time do: only steps of the status table happen, and the history tells all of them."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backoffice.dispatch import returns, tracking
from backoffice.dispatch import services as dispatch
from backoffice.migrations import migrate
from backoffice.office import SYSTEM, Actor, Office
from backoffice.opening import open_office
from backoffice.production import services as production
from backoffice.refusals import CaseChanged, Refused
from backoffice.review import cases, decisions, desk
from backoffice.review.models import Case, PersonJudgement
from backoffice.settings import load_settings
from backoffice.staff.models import Role
from domain.application import NEXT, ApplicationStatus, StatusError
from domain.clock import FrozenClock
from domain.reasons import ReasonCode
from tests.backoffice import acts
from tests.backoffice.conftest import OVERLAY
from tests.backoffice.partners import KEY, running_partners
from tests.backoffice.people import FRIDAY_NOON, NUMBER, application, registry_answer

_S = ApplicationStatus
CLERKS = st.integers(0, 1)
CODES = st.sampled_from([ReasonCode.STATE, ReasonCode.FRAUD, ReasonCode.DATA])
FETCH = partial(returns.hand_over, id_number=NUMBER)


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
    """One case among two clerks who can do everything, an unreliable world and a clock."""

    @initialize()
    def open(self) -> None:
        self.closing = ExitStack()
        folder = Path(self.closing.enter_context(tempfile.TemporaryDirectory()))
        self.partners = self.closing.enter_context(running_partners())
        overlay = folder / "overlay.toml"
        overlay.write_text(OVERLAY.format(state=folder, database="sqlite://", url=self.partners.url, key=KEY))
        self.clock = FrozenClock(FRIDAY_NOON)
        given = load_settings(overlay).model_copy(update={"database_url": f"sqlite:///{folder / 'office.db'}"})
        self.office: Office = open_office(given, self.clock)
        self.closing.callback(self.office.database.close)
        migrate(self.office.database.engine)
        roles = (Role.REVIEWER, Role.PRODUCER, Role.DISPATCHER)
        self.clerks: list[Actor] = [acts.add(self.office, name, *roles) for name in ("a", "b")]
        self.partners.people[NUMBER] = registry_answer()
        self.number = acts.take_in(self.office)
        desk.refresh_registry(self.office, SYSTEM, self.number)
        self.seen_events = 0

    def teardown(self) -> None:
        if hasattr(self, "closing"):
            self.closing.close()

    def _try(self, act: Callable[[], object]) -> None:
        with suppress(Refused, CaseChanged):
            act()

    def _in_work(self, clerk: int, act: Callable[..., object], *rest: object, stale: bool = False) -> None:
        def press() -> None:
            with self.office.writing(self.clerks[clerk]) as work:
                version = cases.get_case(work.session, self.number).version - stale
                act(work, self.number, version, *rest)

        self._try(press)

    @rule(clerk=CLERKS, stale=st.booleans())
    def claim(self, clerk: int, stale: bool) -> None:
        self._in_work(clerk, desk.claim, stale=stale)

    @rule(clerk=CLERKS)
    def release(self, clerk: int) -> None:
        def press() -> None:
            with self.office.writing(self.clerks[clerk]) as work:
                desk.release(work, self.number)

        self._try(press)

    @rule(clerk=CLERKS, judgement=st.sampled_from(PersonJudgement))
    def judge(self, clerk: int, judgement: PersonJudgement) -> None:
        self._in_work(clerk, desk.judge_person, judgement)

    @rule(clerk=CLERKS, returned=st.booleans())
    def carry_on(self, clerk: int, returned: bool) -> None:
        """Do what usually comes next, so that the later statuses are reached too."""
        status = acts.look(self.office, self.number).status
        if status in (_S.ACCEPTED, _S.UNDER_REVIEW):
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
        else:
            self.keep_or_hand_over(clerk, FETCH)

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

    @rule()
    def supply_correction(self) -> None:
        def come() -> None:
            with self.office.writing(acts.TERMINAL) as work:
                cases.supply_correction(work, self.number, application())

        self._try(come)

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
        self._in_work(clerk, dispatch.post_letter, max(self.partners.waybills.values(), default=""))

    @rule(clerk=CLERKS, returned=st.booleans())
    def carry_on_once_more(self, clerk: int, returned: bool) -> None:
        self.carry_on(clerk, returned)
        self.carry_on(clerk, returned)

    @rule(state=st.sampled_from(["collected", "delivered", "returned"]))
    def track(self, state: str) -> None:
        event = {"at": self.clock.now().isoformat(), "state": state, "text": "x"}
        for waybill in self.partners.waybills.values():
            self.partners.tracking[waybill] = [event]
        self._try(lambda: tracking.refresh_tracking(self.office, self.number))

    @rule(clerk=CLERKS, act=st.sampled_from([returns.hold_for_pickup, FETCH]))
    def keep_or_hand_over(self, clerk: int, act: Callable[..., object]) -> None:
        self._in_work(clerk, act)

    @rule(minutes=st.integers(1, 30))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes * 60)

    @rule(room=st.sampled_from(["driver-licences", "waybills"]), up=st.booleans())
    def partner(self, room: str, up: bool) -> None:
        (self.partners.down.discard if up else self.partners.down.add)(room)

    @invariant()
    def history_is_a_walk_through_the_table(self) -> None:
        if not hasattr(self, "office"):
            return
        with self.office.reading() as work:
            case = cases.get_case(work.session, self.number)
            walk = [event.status for event in case.events]
            waits = [one for one in case.decisions if one.state == "proposed"]
        assert len(walk) >= self.seen_events
        self.seen_events = len(walk)
        assert walk[0] is _S.RECEIVED
        assert walk[-1] is case.status
        for before, after in pairwise(walk):
            assert before is after or after in NEXT[before]
        assert len(waits) == int(case.decision_waits)
        assert len(self.partners.certificates) <= 1
        if case.status in (_S.POSTED, _S.DELIVERED):
            assert len(self.partners.certificates) == 1


OneCase.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
TestOneCase = OneCase.TestCase
