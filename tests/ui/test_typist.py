"""What is composed, what goes into the field, what is left when the keyboard goes."""

import sys
from collections.abc import Iterator
from typing import Generic, TypeVar

import pytest
from pytestqt.qtbot import QtBot

from domain.clock import SystemClock
from tests.ui.window import settle, until_threads_end
from ui.bridge.typist import Methods, Typist
from ui.gallery.dictionary import SampleMethods
from ui.input.methods import InputMethods
from ui.input.pinyin import PATIENCE_S, PinyinEngine

pytestmark = pytest.mark.no_qt_log
MADE: list[Typist] = []


def made(typist: Typist) -> Typist:
    """Hold it till the end of the test."""
    MADE.append(typist)
    return typist


@pytest.fixture(autouse=True)
def threads_end_first() -> Iterator[None]:
    yield
    until_threads_end("typist")
    MADE.clear()


M = TypeVar("M", bound=Methods)


class Desk(Generic[M]):
    """A typist with known engines, and what goes into the field."""

    def __init__(self, methods: M, pad: str = "address") -> None:
        self.methods = methods
        self.typist = made(Typist())
        self.field: list[str] = []
        self.typist.committed.connect(self.field.append)
        self.typist.settle(methods)
        self.turn = self.typist.begin(pad)

    def ready(self) -> "Desk[M]":
        settle(lambda: self.state != "warming")
        return self

    def spell(self, letters: str) -> "Desk[M]":
        for letter in letters:
            self.typist.letter(letter)
        return self

    @property
    def state(self) -> str:
        return str(self.typist.property("state"))

    @property
    def composing(self) -> str:
        return str(self.typist.property("composing"))

    @property
    def candidates(self) -> list[str]:
        return list(self.typist.property("candidates"))


@pytest.fixture
def late(qapp: object) -> Iterator[SampleMethods]:
    """Engines that open when they are told to."""
    methods = SampleMethods()
    methods.opens.clear()
    yield methods
    methods.opens.set()


def test_letters_become_characters(qtbot: QtBot) -> None:
    desk = Desk(SampleMethods()).ready().spell("yu")
    assert (desk.composing, desk.candidates, desk.field) == ("yu", ["与", "渝"], [])
    desk.typist.choose(1)
    assert (desk.composing, desk.candidates, desk.field) == ("", [], ["渝"])


def test_a_part_is_chosen_and_the_rest_waits(qtbot: QtBot) -> None:
    desk = Desk(SampleMethods()).ready().spell("yuzhong")
    desk.typist.choose(2)
    assert (desk.composing, desk.candidates, desk.field) == ("渝zhong", ["中", "重"], [])
    desk.typist.choose(0)
    assert desk.field == ["渝中"]


def test_the_first_one_is_taken_by_the_space_bar_and_before_a_character(qtbot: QtBot) -> None:
    desk = Desk(SampleMethods()).ready().spell("yu")
    desk.typist.takeFirst()
    desk.spell("yu").typist.character("8")
    assert desk.field == ["与", "与", "8"]


def test_erasing_takes_letters_first_and_then_says_that_the_field_is_meant(qtbot: QtBot) -> None:
    desk = Desk(SampleMethods()).ready().spell("yu")
    assert [desk.typist.erase() for _ in range(3)] == [True, True, False]
    assert desk.field == []


def test_letters_typed_before_the_engine_is_there_are_kept_and_shown(late: SampleMethods) -> None:
    desk = Desk(late).spell("yup")
    assert (desk.state, desk.composing, desk.candidates) == ("warming", "yup", [])
    assert desk.typist.erase()
    late.opens.set()
    desk.ready()
    assert (desk.state, desk.composing, desk.candidates) == ("ready", "yu", ["与", "渝"])


def test_somebody_leaning_on_a_key_does_not_fill_the_memory(late: SampleMethods) -> None:
    assert len(Desk(late).spell("a" * 1000).composing) == 64


def test_whoever_does_not_wait_gets_the_letters(late: SampleMethods) -> None:
    desk = Desk(late).spell("ab")
    desk.typist.takeFirst()
    assert (desk.field, desk.composing) == (["ab"], "")


def test_an_engine_that_comes_too_late_serves_nobody(late: SampleMethods) -> None:
    desk = Desk(late).spell("yu")
    desk.typist.end(desk.turn)
    late.opens.set()
    settle(lambda: late.forgotten == 1)
    assert (desk.state, desk.composing, desk.candidates, desk.field) == ("closed", "", [], [])


def test_an_engine_that_comes_too_late_serves_the_next_one_with_nothing_of_the_first(late: SampleMethods) -> None:
    desk = Desk(late).spell("yu")
    assert desk.typist.begin("name") > desk.turn
    late.opens.set()
    desk.ready()
    assert (desk.state, desk.composing, desk.candidates, desk.field) == ("ready", "", [], [])


def test_without_an_engine_letters_go_into_the_field_as_they_are(late: SampleMethods) -> None:
    late.works = False
    desk = Desk(late).spell("ab")
    late.opens.set()
    desk.ready().spell("c")
    assert (desk.state, desk.field, desk.composing) == ("missing", ["ab", "c"], "")


def test_an_engine_that_breaks_leaves_the_letters(qtbot: QtBot) -> None:
    desk = Desk(SampleMethods()).ready().spell("x")
    assert (desk.state, desk.composing, desk.field) == ("ready", "x", []), "no syllable, but the engine is there"
    desk.methods.works = False
    desk.spell("y")
    assert (desk.state, desk.composing, desk.candidates) == ("warming", "xy", []), "it is looked for once more"
    desk.ready().spell("z")
    assert (desk.state, desk.composing, desk.field) == ("missing", "", ["xy", "z"])


@pytest.mark.parametrize("pad", ["digits", "plate", "nonsense", ""])
def test_pads_without_chinese_open_no_engine(qtbot: QtBot, pad: str) -> None:
    desk = Desk(SampleMethods(), pad)
    assert desk.state == "closed"
    desk.spell("a")
    assert desk.field == ["a"]


@pytest.mark.parametrize("how", ["end", "forget", "begin", "clear"])
def test_nothing_composed_is_left(qtbot: QtBot, how: str) -> None:
    desk = Desk(SampleMethods()).ready().spell("yuzhong")
    desk.typist.choose(2)
    {
        "end": lambda: desk.typist.end(desk.turn),
        "forget": desk.typist.forget,
        "begin": lambda: desk.typist.begin("name"),
        "clear": desk.typist.clear,
    }[how]()
    assert (desk.composing, desk.candidates, desk.field) == ("", [], [])
    assert desk.methods.forgotten == (1 if how == "forget" else 0)


def test_an_old_keyboard_that_goes_late_does_not_disturb_the_new_one(qtbot: QtBot) -> None:
    desk = Desk(SampleMethods()).ready()
    desk.typist.begin("name")
    desk.ready().spell("yu").typist.end(desk.turn)
    assert desk.composing == "yu"


@pytest.mark.parametrize("index", [-1, 2, 10**6])
def test_a_candidate_that_is_not_there_is_not_chosen(qtbot: QtBot, index: int) -> None:
    desk = Desk(SampleMethods()).ready().spell("yu")
    desk.typist.choose(index)
    assert (desk.composing, desk.field) == ("yu", [])


def test_keys_without_a_keyboard_do_no_harm(qtbot: QtBot) -> None:
    typist = made(Typist())
    typist.choose(0)
    typist.separate()
    typist.takeFirst()
    typist.clear()
    typist.forget()
    assert not typist.erase()


# -- engines that hang, lie or die -------------------------------------------------------------------------------------------

HANG = "time.sleep(60)"
SPEAKS = "for _ in range({}): sys.stdin.readline(); print('[[0, 1], [\"x\"]]', flush=True)\n"
FELT_S = 10 * PATIENCE_S  # the real limit is for a machine with other work beside it


def machine(program: str) -> InputMethods:
    return InputMethods(PinyinEngine((sys.executable, "-c", "import sys, time\n" + program)))


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock()


def test_the_end_of_a_visit_does_not_wait_for_an_engine_that_is_being_opened(qtbot: QtBot, clock: SystemClock) -> None:
    methods = machine(HANG)
    typist = made(Typist())
    typist.settle(methods)
    typist.begin("address")
    settle(lambda: methods._pinyin._session._process is not None)
    begun = clock.monotonic()
    typist.forget()
    assert clock.monotonic() - begun < FELT_S
    typist.begin("name")
    assert typist.property("state") == "warming", "for the next citizen it is looked for again"
    typist.forget()


def test_an_engine_that_hangs_takes_no_letter_with_it(qtbot: QtBot, clock: SystemClock) -> None:
    desk = Desk(machine(SPEAKS.format(2) + HANG), "text").ready()
    assert desk.state == "ready"
    begun = clock.monotonic()
    desk.spell("ab")
    assert clock.monotonic() - begun < FELT_S
    assert (desk.state, desk.composing, desk.candidates) == ("warming", "ab", []), "what it offered goes with it"
    desk.ready()  # the new one hangs at the same letters
    assert (desk.state, desk.composing, desk.field) == ("missing", "", ["ab"])
    desk.typist.forget()


@pytest.mark.parametrize("key", ["choose", "erase", "separate"])
def test_every_key_notices_that_the_engine_is_gone(qtbot: QtBot, key: str) -> None:
    desk = Desk(SampleMethods()).ready().spell("yuzhong")
    desk.methods.works = False
    {"choose": lambda: desk.typist.choose(2), "erase": desk.typist.erase, "separate": desk.typist.separate}[key]()
    assert (desk.state, desk.candidates) == ("warming", [])
    desk.ready()
    assert (desk.state, "".join(desk.field)) == (
        "missing",
        {"choose": "渝zhong", "erase": "yuzhon", "separate": "yuzhong"}[key],
    )


def test_letters_and_separators_are_composed_again_by_the_new_engine(qtbot: QtBot) -> None:
    desk = Desk(SampleMethods()).ready()
    desk.spell("xi").typist.separate()
    desk.methods.opens.clear()
    desk.methods.works = False
    desk.spell("a")
    desk.methods.works = True
    desk.methods.opens.set()
    desk.ready()
    assert (desk.state, desk.composing, desk.field) == ("ready", "xi'a", [])


@pytest.mark.expects_log
def test_an_engine_that_talks_nonsense_is_missing(qtbot: QtBot) -> None:
    desk = Desk(machine("for line in sys.stdin: print('rubbish', flush=True)"), "text").ready().spell("a")
    assert (desk.state, desk.field) == ("missing", ["a"])
    desk.typist.forget()


@pytest.mark.expects_log
def test_whatever_happens_while_it_opens_the_keyboard_can_be_used(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    class Torn(SampleMethods):
        @property
        def pinyin_works(self) -> bool:
            raise FileNotFoundError("the table of 张三")

    desk = Desk(Torn()).ready().spell("a")
    assert (desk.state, desk.field) == ("missing", ["a"])
    assert [record.getMessage() for record in caplog.records] == ["typing does not open: FileNotFoundError"]
