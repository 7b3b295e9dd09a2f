"""Two reviewers approve one case at the same moment, through HTTP, at two servers: always one does, and one is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Barrier

import httpx
import pytest
from stdnum.iso7064 import mod_11_2

from backoffice.office import Actor, Office
from backoffice.review import cases, decisions
from backoffice.review.models import DecisionKind, DecisionState, EventKind
from backoffice.staff.access import COOKIE
from backoffice.staff.models import Role, Staff
from backoffice.staff.sessions import open_session
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.faces import FaceDecision
from domain.wire import v1
from tests.backoffice.acts import add, look, ready_to_decide
from tests.backoffice.desk.serving import serving
from tests.backoffice.partners import Partners
from tests.backoffice.people import application, face_check, registry_answer, with_face

DONE, TOO_LATE = 303, 409
ROUNDS = [pytest.param(25, id="25"), pytest.param(500, id="500", marks=[pytest.mark.long, pytest.mark.timeout(1800)])]


@dataclass
class Browser:
    """One signed-in reviewer at one of the two servers."""

    http: httpx.Client
    csrf: str

    def press(self, path: str, version: int, barrier: Barrier) -> httpx.Response:
        barrier.wait(10)
        return self.http.post(path, data={"csrf_token": self.csrf, "version": str(version)})


@dataclass
class Pair:
    """Two servers over one database, and how somebody signs in at each."""

    office: Office
    urls: tuple[str, str]

    def sit_down(self, place: int, who: Actor, stack: ExitStack) -> Browser:
        assert who.staff is not None
        with self.office.writing(who) as work:
            opened = open_session(work, work.session.get_one(Staff, who.staff.id), "127.0.0.1")
            csrf = opened.session.csrf_token
        cookies = {COOKIE: opened.token}
        http = httpx.Client(base_url=self.urls[place], cookies=cookies, timeout=30, trust_env=False)
        return Browser(stack.enter_context(http), csrf)


@pytest.fixture
def pair(either_office: Office, clock: FrozenClock) -> Iterator[Pair]:
    with serving(either_office.settings, clock) as one, serving(either_office.settings, clock) as other:
        for url in (one.url, other.url):  # FastAPI builds its routes with the first request, and not safely in two threads
            httpx.get(f"{url}/nowhere", trust_env=False)
        yield Pair(either_office, (one.url, other.url))


def somebody_new(partners: Partners, running: int) -> v1.ApplicationBody:
    """One application of a person of his own: two of one person would stand in each other's way."""
    seventeen = f"50010319900101{running:03d}"
    number = seventeen + mod_11_2.calc_check_digit(seventeen)
    partners.people[number] = registry_answer(number=number)
    return application(running, applicant={"number": number})


def both(browsers: tuple[Browser, Browser], path: str, version: int, pool: ThreadPoolExecutor) -> list[httpx.Response]:
    barrier = Barrier(2)
    pressed = [pool.submit(browser.press, path, version, barrier) for browser in browsers]
    return [one.result(30) for one in pressed]


def assert_one_each(answers: list[httpx.Response], deed: str) -> None:
    assert sorted(answer.status_code for answer in answers) == [DONE, TOO_LATE]
    winner, loser = sorted(answers, key=lambda answer: answer.status_code)
    assert f"done={deed}" in winner.headers["location"]
    assert "没有生效" in loser.text


def assert_approved_once(office: Office, number: str) -> None:
    with office.reading() as work:
        case = cases.get_case(work.session, number)
        effective = [one for one in case.decisions if one.state is DecisionState.EFFECTIVE]
        assert case.status is ApplicationStatus.APPROVED
        assert [event.kind for event in case.events].count(EventKind.APPROVED) == 1
        assert [one.kind for one in effective] == [DecisionKind.APPROVE]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_second_persons_agree_at_the_same_moment(pair: Pair, partners: Partners, rounds: int) -> None:
    office = pair.office
    proposer, second, third = (add(office, name, Role.REVIEWER) for name in ("lijing", "wangmin", "chenlu"))
    with ExitStack() as stack:
        browsers = pair.sit_down(0, second, stack), pair.sit_down(1, third, stack)
        pool = stack.enter_context(ThreadPoolExecutor(2))
        for running in range(1, rounds + 1):
            body = with_face(somebody_new(partners, running), face_check(FaceDecision.NO_MATCH, 0.2))
            case = ready_to_decide(office, partners, proposer, body)
            with office.writing(proposer) as work:
                decisions.approve(work, case.number, case.version, note="同一人，剪了头发")
            waiting = look(office, case.number)
            answers = both(browsers, f"/desk/review/{case.number}/agree", waiting.version, pool)
            assert_one_each(answers, "agree")
            assert_approved_once(office, case.number)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_reviewer_at_two_screens_approves_at_the_same_moment(pair: Pair, partners: Partners, rounds: int) -> None:
    office = pair.office
    reviewer = add(office, "lijing", Role.REVIEWER)
    with ExitStack() as stack:
        browsers = pair.sit_down(0, reviewer, stack), pair.sit_down(1, reviewer, stack)
        pool = stack.enter_context(ThreadPoolExecutor(2))
        for running in range(1, rounds + 1):
            case = ready_to_decide(office, partners, reviewer, somebody_new(partners, running))
            answers = both(browsers, f"/desk/review/{case.number}/approve", case.version, pool)
            assert_one_each(answers, "approve")
            assert_approved_once(office, case.number)
