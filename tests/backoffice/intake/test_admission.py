"""After a cut, who stands at a terminal goes first; what has waited comes a few at a time, and everybody gets in."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from backoffice.fleet.terminal_api import SizeLimit
from backoffice.intake import admission
from backoffice.intake.admission import Admission, has_waited
from backoffice.office import Office
from domain.wire.v1 import OFFICE_TIME_HEADER, PRIORITY, PRIORITY_WAITED, Problem, ProblemCode
from tests.backoffice.terminals import HandMadeTerminal, interface

PATH = "/terminal/v1/applications"
WAITED = {PRIORITY: PRIORITY_WAITED}
GENEROUS = 10  # seconds; only who is never answered comes to this limit
TURNS = 200  # of the loop, in which everything gets as far as it can


class Counter:
    """The office behind the admission: it keeps everybody until its door is opened."""

    def __init__(self) -> None:
        self.inside = self.most_inside = 0
        self.door = asyncio.Event()
        self.broken = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside += 1
        self.most_inside = max(self.inside, self.most_inside)
        try:
            if self.broken:
                raise RuntimeError("broken")
            await self.door.wait()
            await asyncio.sleep(0)  # an office that takes no time at all is never full
            await PlainTextResponse("taken")(scope, receive, send)
        finally:
            self.inside -= 1


class Crowd:
    """Terminals that come at once."""

    def __init__(self, counter: Counter, http: httpx.AsyncClient) -> None:
        self.counter = counter
        self.http = http
        self._inside: list[asyncio.Task[httpx.Response]] = []

    async def enter(self, count: int, headers: dict[str, str], method: str = "POST", path: str = PATH) -> None:
        """Let so many come in; they stay."""
        before = self.counter.inside
        self._inside += [asyncio.create_task(self.http.request(method, path, headers=headers)) for _ in range(count)]
        for _ in range(TURNS):
            await asyncio.sleep(0)
        assert self.counter.inside == before + count

    async def refused(self, headers: dict[str, str]) -> int:
        """Return after how many seconds who comes now is to come again."""
        response = await self.http.post(PATH, headers=headers, content=b"x")
        assert response.status_code == 429
        assert Problem.model_validate_json(response.content).code == ProblemCode.OFFICE_BUSY.value
        return int(response.headers["Retry-After"])

    async def leave(self) -> None:
        """Let everybody out."""
        self.counter.door.set()
        assert {response.status_code for response in await asyncio.gather(*self._inside)} <= {200}
        self._inside.clear()
        self.counter.door.clear()
        assert self.counter.inside == 0


def play(scene: Callable[[Crowd], Awaitable[None]], most_waited: int = 3, most: int = 5) -> None:
    """Play a scene before an office that takes so many."""

    async def played() -> None:
        counter = Counter()
        transport = httpx.ASGITransport(Admission(counter, most_waited, most))
        async with asyncio.timeout(GENEROUS), httpx.AsyncClient(transport=transport, base_url="http://office") as http:
            await scene(Crowd(counter, http))

    asyncio.run(played())


def test_what_has_waited_comes_a_few_at_a_time_and_who_stands_there_passes() -> None:
    async def scene(crowd: Crowd) -> None:
        await crowd.enter(3, WAITED)
        assert admission.SOONEST_AGAIN <= await crowd.refused(WAITED) <= admission.LATEST_AGAIN
        await crowd.enter(2, {})  # the full five, though three have waited
        assert await crowd.refused({}) == admission.HURRIED_AGAIN
        await crowd.leave()
        await crowd.enter(3, WAITED)  # who left makes room
        await crowd.leave()

    play(scene)


def test_who_stands_there_may_fill_the_office() -> None:
    async def scene(crowd: Crowd) -> None:
        await crowd.enter(5, {})
        assert await crowd.refused(WAITED) >= admission.SOONEST_AGAIN
        await crowd.leave()

    play(scene)


def test_who_is_told_to_come_again_comes_at_a_moment_of_its_own() -> None:
    async def scene(crowd: Crowd) -> None:
        told = [await crowd.refused(WAITED) for _ in range(200)]
        assert (min(told), max(told)) == (admission.SOONEST_AGAIN, admission.LATEST_AGAIN)
        assert len(set(told)) > 10

    random.seed(7)
    play(scene, most_waited=0)


def test_a_fault_leaves_no_place_taken() -> None:
    async def scene(crowd: Crowd) -> None:
        crowd.counter.broken = True
        for _ in range(4):
            with pytest.raises(RuntimeError):
                await crowd.http.post(PATH, headers=WAITED)
        crowd.counter.broken = False
        await crowd.enter(1, WAITED)
        await crowd.leave()

    play(scene, most_waited=1, most=1)


def test_a_fleet_that_keeps_coming_is_taken_in_whole() -> None:
    async def scene(crowd: Crowd) -> None:
        crowd.counter.door.set()
        waiting, rounds = 40, 0
        while waiting:
            answers = await asyncio.gather(*(crowd.http.post(PATH, headers=WAITED) for _ in range(waiting)))
            waiting = sum(response.status_code == 429 for response in answers)
            rounds += 1
            assert rounds <= 40
        assert rounds > 1
        assert crowd.counter.most_inside <= 3

    play(scene)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/terminal/v1/heartbeat"), ("GET", PATH), ("POST", "/terminal/v1/my-applications/withdraw")]
)
def test_only_the_handing_over_is_held_up(method: str, path: str) -> None:
    async def scene(crowd: Crowd) -> None:
        await crowd.enter(7, WAITED, method, path)
        await crowd.leave()

    play(scene, most_waited=0, most=0)


def test_what_is_too_long_is_told_so_even_now() -> None:
    async def pieces() -> AsyncIterator[bytes]:  # no length is announced
        for _ in range(3):
            yield b"x" * 8

    async def scene() -> None:
        counter = Counter()
        counter.door.set()
        transport = httpx.ASGITransport(SizeLimit(Admission(counter, 0, 0), largest=20))
        async with httpx.AsyncClient(transport=transport, base_url="http://office") as http:
            response = await http.post(PATH, content=pieces())
        assert response.status_code == 413
        assert Problem.model_validate_json(response.content).code == ProblemCode.MESSAGE_TOO_LARGE.value

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("told", "waited"),
    [
        ([], False),
        (["u=7"], True),
        (["u=5"], True),
        (["u=4"], False),
        (["u=3, i"], False),
        (["i, u=6"], True),
        (["i", "u=7"], True),
        (["u=7;x=1"], True),
        (["u=8"], False),
        (["u=77"], False),
        (["xu=7"], False),
        (["u=-7"], False),
        ([""], False),
        (["\xff\xfe"], False),
    ],
)
def test_what_is_told_of_urgency(told: list[str], waited: bool) -> None:
    assert has_waited({"headers": [(b"priority", value.encode("latin-1")) for value in told]}) is waited


def test_the_terminal_api_stands_behind_it(office: Office, terminal: HandMadeTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole application: what is refused here says the office's time, and nothing is written."""
    monkeypatch.setattr(Admission.__init__, "__defaults__", (0, 0))

    async def scene() -> None:
        transport = httpx.ASGITransport(interface(office))
        async with httpx.AsyncClient(transport=transport, base_url="http://office") as http:
            response = await http.post(PATH, headers=WAITED, content=b"{}")
            beat = await http.post("/terminal/v1/heartbeat", content=b"{}")
        assert response.status_code == 429
        assert response.headers[OFFICE_TIME_HEADER] == office.clock.now().isoformat()
        assert beat.status_code != 429

    asyncio.run(scene())
    assert terminal.post("/terminal/v1/heartbeat", terminal.heartbeat()).status_code == 200
