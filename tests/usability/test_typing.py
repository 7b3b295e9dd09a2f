"""Ten addresses and ten rare names through the real keyboard, by real touches, in as many touches as the documents say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.ui.conftest import qapp_cls
from tests.usability.measure import enter_name
from tests.usability.page import PAGE, written
from tests.usability.terminal import LiveTerminal
from tests.usability.trials import NAMES

__all__ = ["qapp_cls"]
pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveTerminal]:
    live = LiveTerminal(Path(tmp_path_factory.mktemp("terminal")))
    yield live
    live.shell.close()


def test_everything_is_typed_in_the_touches_that_the_page_says(terminal: LiveTerminal) -> None:
    assert written(terminal) == (ROOT / PAGE).read_text("utf-8"), "renew the page: .venv/bin/python -m tests.usability"


def test_a_name_takes_the_second_citizen_as_many_touches_as_the_first(terminal: LiveTerminal) -> None:
    first, second = (enter_name(terminal, NAMES[0]) for _ in range(2))
    assert first == second
