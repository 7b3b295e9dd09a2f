"""Handwriting beside the window: what is asked of the reader, and which of its answers count."""

import threading
from collections.abc import Iterator, Sequence

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.window import settle, until_threads_end
from ui.bridge.writing import Stroke, Writing, in_a_square

pytestmark = pytest.mark.no_qt_log
MADE: list[Writing] = []


def made(writing: Writing) -> Writing:
    """Hold it till the end of the test."""
    MADE.append(writing)
    return writing


@pytest.fixture(autouse=True)
def threads_end_first() -> Iterator[None]:
    yield
    until_threads_end("writing")
    MADE.clear()


LINE = [[0, 0, 0], [10_000, 0, 9]]


class Reader:
    """Answers when it is told to, with the number of strokes it was shown."""

    def __init__(self, *, works: bool = True) -> None:
        self.works = works
        self.asked: list[int] = []
        self.answers = threading.Semaphore(0)

    def recognise(self, strokes: Sequence[Stroke]) -> list[str]:
        self.asked.append(len(strokes))
        self.answers.acquire(timeout=5)
        return [str(len(strokes))]


def _begun(reader: Reader) -> Writing:
    writing = made(Writing())
    writing.settle(reader)
    writing.begin()
    settle(lambda: writing.property("state") != "warming")
    return writing


def test_an_answer_for_ink_that_has_changed_is_dropped(qtbot: QtBot) -> None:
    reader = Reader()
    writing = _begun(reader)
    writing.stroke(LINE, 100, 100)
    settle(lambda: reader.asked == [1])
    writing.stroke(LINE, 100, 100)
    reader.answers.release(2)
    settle(lambda: writing.property("candidates"))
    assert writing.property("candidates") == ["2"]


def test_an_answer_after_the_ink_is_wiped_is_dropped(qtbot: QtBot) -> None:
    reader = Reader()
    writing = _begun(reader)
    writing.stroke(LINE, 100, 100)
    settle(lambda: reader.asked == [1])
    writing.forget()
    reader.answers.release(2)
    writing.stroke(LINE, 100, 100)
    settle(lambda: writing.property("candidates"))
    assert (writing.property("candidates"), reader.asked) == (["1"], [1, 1])


def test_without_a_reader_the_ink_is_taken_and_nothing_offered(qtbot: QtBot) -> None:
    reader = Reader(works=False)
    writing = _begun(reader)
    assert writing.property("state") == "missing"
    writing.stroke(LINE, 100, 100)
    assert (writing.property("candidates"), reader.asked) == ([], [])


class LateReader(Reader):
    """Opens when it is told to; not at all with a `fault`."""

    def __init__(self, fault: bool = False) -> None:
        self._fault = fault
        self.opens = threading.Event()
        super().__init__()

    @property
    def works(self) -> bool:
        self.opens.wait(5)
        if self._fault:
            raise OSError
        return True

    @works.setter
    def works(self, _: bool) -> None:
        """It is told by `opens`."""


def test_what_was_written_while_the_reader_opened_is_read(qtbot: QtBot) -> None:
    reader, writing = LateReader(), made(Writing())
    reader.answers.release(9)
    writing.settle(reader)
    writing.begin()
    writing.stroke(LINE, 100, 100)
    assert (writing.property("state"), reader.asked) == ("warming", [])
    reader.opens.set()
    settle(lambda: writing.property("candidates") == ["1"])


@pytest.mark.expects_log
def test_a_reader_that_falls_while_opening_is_missing(qtbot: QtBot) -> None:
    reader, writing = LateReader(fault=True), made(Writing())
    reader.opens.set()
    writing.settle(reader)
    writing.begin()
    settle(lambda: writing.property("state") == "missing")


def test_nobody_has_settled_anything(qtbot: QtBot) -> None:
    writing = made(Writing())
    writing.begin()
    writing.undo(0, 0)
    writing.stroke(LINE, 0, 0)
    assert (writing.property("state"), writing.property("candidates")) == ("closed", [])


def test_paper_without_a_size_does_no_harm(qtbot: QtBot) -> None:
    reader = Reader()
    reader.answers.release(9)
    writing = _begun(reader)
    writing.stroke(LINE, 0, 0)
    settle(lambda: writing.property("candidates") == ["1"])


def test_taking_back_the_only_stroke_leaves_nothing(qtbot: QtBot) -> None:
    reader = Reader()
    reader.answers.release(9)
    writing = _begun(reader)
    writing.stroke(LINE, 100, 100)
    settle(lambda: writing.property("candidates") == ["1"])
    writing.undo(100, 100)
    assert (writing.property("candidates"), writing.property("strokes")) == ([], [])


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_the_shape_of_the_paper_does_not_change_the_character(ratio: float) -> None:
    """A square drawn in a corner of any paper stands in the middle, as a square."""
    wide = round(1000 / ratio)
    (stroke,) = in_a_square([[[100, 100], [100 + wide, 100], [100 + wide, 1100], [100, 1100]]], ratio)
    assert [(round(x, 3), round(y, 3)) for x, y in stroke] == [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]


def test_a_flat_stroke_stays_flat_and_a_dot_is_in_the_middle() -> None:
    (flat,) = in_a_square([[[0, 500], [10_000, 500]]], 2.0)
    assert [pytest.approx(point) for point in flat] == [(0.1, 0.5), (0.9, 0.5)]
    assert in_a_square([[[7, 7]]], 1.0) == [[(0.5, 0.5)]]
