"""The search for places: opened beside the window, by the shell's own engines."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from domain.gazetteer import Place
from tests.paths import ROOT
from tests.ui.window import settle, until_threads_end
from ui.bridge.places import Places
from ui.gallery.dictionary import SampleMethods
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
FOUND = {"code": "500103", "district": "渝中区", "street": "", "former": ""}


class Tables:
    """Open when told to."""

    def __init__(self, fault: Exception | None = None) -> None:
        self._fault = fault
        self.opens = threading.Event()
        self.asked: list[str] = []

    @property
    def places(self) -> "Tables":
        self.opens.wait(5)
        if self._fault:
            raise self._fault
        return self

    def find(self, letters: str, limit: int) -> list[Place]:
        self.asked.append(threading.current_thread().name)
        return [Place("500103", "渝中区")][:limit]


@pytest.fixture
def places(qtbot: QtBot) -> Iterator[Places]:
    places = Places()
    yield places
    until_threads_end("places")
    del places


def test_nothing_is_found_until_the_tables_are_open_and_a_thread_opens_them(places: Places) -> None:
    tables = Tables()
    places.settle(tables)
    places.begin()
    assert (places.property("ready"), places.find("yz")) == (False, [])
    tables.opens.set()
    settle(lambda: places.property("ready"))
    assert tables.asked == ["places"]
    assert (places.find("yz"), places.find("")) == ([FOUND], [])


def test_nobody_has_settled_anything(places: Places) -> None:
    places.begin()
    assert places.find("yz") == []


@pytest.mark.expects_log
def test_tables_that_do_not_open_leave_the_lists(places: Places, caplog: pytest.LogCaptureFixture) -> None:
    tables = Tables(FileNotFoundError("no such table"))
    tables.opens.set()
    places.settle(tables)
    places.begin()
    until_threads_end("places")
    assert places.find("yz") == []
    assert [record.getMessage() for record in caplog.records] == ["the search for places does not open: FileNotFoundError"]


def test_other_engines_that_come_meanwhile_are_not_mixed_up(places: Places) -> None:
    first, second = Tables(), Tables()
    places.settle(first)
    places.begin()
    places.settle(second)
    first.opens.set()
    until_threads_end("places")
    settle()
    assert not places.property("ready")


def test_the_search_asks_the_tables_of_the_keyboard(portrait: Studio) -> None:
    methods = SampleMethods()
    portrait.shell.type_by(methods)
    portrait.shell._places.begin()
    settle(lambda: portrait.shell._places.property("ready"))
    assert portrait.shell._places._finder is methods.places


def test_the_first_frame_pays_nothing() -> None:
    program = "import sys, ui.bridge.places; print('ui.input.places' in sys.modules, 'domain.gazetteer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
