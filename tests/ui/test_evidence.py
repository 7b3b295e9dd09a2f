"""Evidence pictures reach the screen by key, decoded off the GUI thread, and are gone with the state that named them."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kiosk.flow.screen_state import Display, ScreenState
from tests.ui.window import visible_items
from ui.bridge.evidence import EvidenceProvider, EvidenceShelf, decode
from ui.gallery.studio import Studio
from ui.gallery.violation_examples import ANSWER, photograph, state

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]

WHOLE = QSize(960, 640)


def shown(shelf: EvidenceShelf, key: str, requested: QSize = WHOLE) -> QImage:
    return EvidenceProvider(shelf).requestImage(key, QSize(), requested)


def is_blank(image: QImage) -> bool:
    return (image.width(), image.height()) == (1, 1)


def test_a_picture_is_whole_and_as_large_as_asked_for() -> None:
    shelf = EvidenceShelf()
    shelf.keep({"one": photograph(0)})
    image = shown(shelf, "one", QSize(300, 300))
    assert (image.width(), image.height()) == (300, 200)
    assert (shown(shelf, "one", QSize()).width(), shown(shelf, "one", QSize()).height()) == (960, 640)


@pytest.mark.expects_log  # Qt says that it is no JPEG
@pytest.mark.parametrize("jpeg", [b"", b"no picture at all", b"\x89PNG\r\n", b"\xff\xd8\xff"])
def test_garbage_becomes_one_blank_pixel(jpeg: bytes) -> None:
    assert is_blank(decode(jpeg, WHOLE))


@pytest.mark.expects_log  # as above
def test_what_claims_to_be_huge_is_not_decoded() -> None:
    frame = photograph(0).index(b"\xff\xc0")
    huge = bytearray(photograph(0))
    huge[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"  # 65535 by 65535
    assert is_blank(decode(bytes(huge), WHOLE))


def test_the_next_state_takes_the_pictures_away() -> None:
    shelf = EvidenceShelf()
    shelf.keep({"one": photograph(0)})
    shelf.keep({})
    assert is_blank(shown(shelf, "one"))


def test_the_end_of_a_visit_leaves_no_picture_behind(portrait: Studio) -> None:
    portrait.show(state(ANSWER), Display())
    shelf = _shelf_of(portrait)
    assert shelf.find("example0") == photograph(0)
    portrait.update(ScreenState(serial=0, screen="goodbye", view={"left": [], "why": "finished"}), Display())
    assert shelf.find("example0") is None
    assert not vars(shelf)["_pictures"]


def test_a_screen_that_moves_decodes_in_another_thread(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []

    def spy(jpeg: bytes, requested: QSize) -> QImage:
        threads.append(threading.get_ident())
        return decode(jpeg, requested)

    monkeypatch.setattr("ui.bridge.evidence.decode", spy)
    studio = Studio("portrait", moving=True)
    try:
        studio.show(replace(state(ANSWER)), Display())
        qtbot.waitUntil(lambda: len(threads) >= 4, timeout=20_000)  # the large one and three small ones
        assert threading.get_ident() not in threads
    finally:
        studio.shell.close()


def test_a_broken_picture_is_explained_in_words(portrait: Studio) -> None:
    garbage = {"source": "image://evidence/garbage", "state": "shown"}
    portrait.show(state(ANSWER, picture={**garbage, "index": 0, "count": 3}), Display())
    portrait.shell.window.grabWindow()
    words = [
        item.property("text") for item in visible_items(portrait.shell.window.contentItem()) if item.inherits("QQuickText")
    ]
    assert "照片打不开，请到窗口查看" in words


def _shelf_of(studio: Studio) -> EvidenceShelf:
    keep = vars(vars(studio.shell)["_flow"])["_keep"]
    shelf: EvidenceShelf = keep.__self__
    return shelf
