"""Running engines, ended with the test or, where it is only asked, with the session."""

from collections.abc import Callable, Iterator

import pytest

from ui.input.composer import Composer
from ui.input.contract import SEPARATOR, Purpose
from ui.input.methods import InputMethods
from ui.input.pinyin import PinyinEngine

PATIENCE_S = 5.0  # for a machine with other work beside it
Compose = Callable[[Purpose, str], Composer]


@pytest.fixture
def engine() -> Iterator[PinyinEngine]:
    engine = PinyinEngine(patience_s=PATIENCE_S)
    yield engine
    engine.forget()


@pytest.fixture
def methods() -> Iterator[InputMethods]:
    methods = InputMethods(PinyinEngine(patience_s=PATIENCE_S))
    yield methods
    methods.forget()


@pytest.fixture(scope="session")
def running() -> Iterator[InputMethods]:
    """Engines for tests that neither break nor forget them: started once, before any test counts its processes."""
    running = InputMethods(PinyinEngine(patience_s=PATIENCE_S))
    assert running.pinyin_works
    yield running
    running.forget()


@pytest.fixture
def compose(running: InputMethods) -> Compose:
    """A composer of this purpose into which these letters were typed."""

    def typed(purpose: Purpose, letters: str) -> Composer:
        composer = running.composer(purpose)
        type_into(composer, letters)
        return composer

    return typed


def type_into(composer: Composer, letters: str) -> None:
    for letter in letters:
        if letter == SEPARATOR:
            composer.separate()
        else:
            composer.type(letter)


def texts(composer: Composer) -> list[str]:
    return [candidate.text for candidate in composer.candidates]
