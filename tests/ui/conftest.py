"""One window per orientation for all tests of the screens; QML's warnings go to the log, where a stray one fails the test."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.flow.screen_state import Touch
from tests.ui.window import Finger
from ui.gallery.pinned import pin_rendering
from ui.gallery.studio import Studio

pin_rendering()  # before there is an application


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def portrait() -> Iterator[Studio]:
    studio = Studio("portrait")
    yield studio
    studio.shell.close()


@pytest.fixture(scope="session")
def landscape() -> Iterator[Studio]:
    studio = Studio("landscape")
    yield studio
    studio.shell.close()


@pytest.fixture
def finger(portrait: Studio) -> Finger:
    return Finger(portrait.shell.window)


@pytest.fixture
def heard(portrait: Studio) -> Iterator[list[Touch]]:
    """What the flow hears of the portrait window."""
    touches: list[Touch] = []
    portrait.listen(touches.append)
    yield touches
    portrait.listen(lambda _: None)
