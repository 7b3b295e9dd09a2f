"""The requests of a step: answered once, progress only while they run, silent after they were given up."""

from collections.abc import Callable
from typing import Any

from kiosk.flow.devices import Done
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Jobs, Letter, is_on, text_in


class Request:
    def __init__(self, on_result: Callable[[object], None]) -> None:
        self.on_result = on_result
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Post:
    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.jobs = Jobs(self.letters.append)
        self.requests: list[Request] = []

    def start(self, job: str) -> Request:
        def submit(on_result: Callable[[object], None]) -> Request:
            self.requests.append(Request(on_result))
            return self.requests[-1]

        self.jobs.start(job, submit)
        return self.requests[-1]

    def delivered(self) -> list[Any]:
        letters, self.letters[:] = tuple(self.letters), []
        return [done.result if done else None for done in map(self.jobs.accept, letters)]


def test_an_answer_is_accepted_once() -> None:
    post = Post()
    request = post.start("read")
    request.on_result(1)
    request.on_result(2)
    assert post.delivered() == [1, None]
    assert not post.jobs.is_running("read")


def test_a_second_request_gives_up_on_the_first() -> None:
    post = Post()
    first = post.start("read")
    second = post.start("read")
    first.on_result(1)
    second.on_result(2)
    assert first.cancelled
    assert post.delivered() == [None, 2]


def test_progress_is_heard_while_its_request_runs_and_not_after() -> None:
    post = Post()
    post.start("read")
    tell = post.jobs.tell("read")
    tell()
    assert post.jobs.accept(post.letters.pop()) == Done("read.progress", None)
    post.jobs.cancel("read")
    tell()
    assert post.jobs.accept(post.letters.pop()) is None


def test_giving_up_on_everything_cancels_everything() -> None:
    post = Post()
    requests = [post.start(job) for job in ("read", "ask")]
    post.jobs.cancel_all()
    assert all(request.cancelled for request in requests)


def test_what_a_screen_hands_over_is_taken_with_care() -> None:
    assert text_in(Touch("x", {"a": "b"}), "a") == "b"
    wrong: list[Json] = [None, 3, ["b"], "b" * 201]
    assert [text_in(Touch("x", {"a": value}), "a") for value in wrong] == [""] * 4
    assert [is_on(Touch("x", {"on": value})) for value in (True, False, 1, "true", None)] == [True] + [False] * 4
