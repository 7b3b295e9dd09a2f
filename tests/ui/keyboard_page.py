"""A page with one field and the keyboard in the real window: header, footer, flow and all."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Q_ARG, QEvent, QMetaObject, QObject, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from kiosk.flow.screen_state import Display
from tests.ui.window import Finger, everything, find, names, settle
from ui.bridge.typist import Typist
from ui.bridge.writing import Writing
from ui.gallery.example import on_line
from ui.gallery.studio import Studio

PAGE = QUrl.fromLocalFile(str(Path(__file__).parent / "pages" / "KeyboardPage.qml"))
STRIKES_APART_S = 1.0


class KeyboardPage:
    """The page in `studio`, and the hand that types on it."""

    def __init__(self, studio: Studio, pad: str, display: Display | None = None) -> None:
        self.studio = studio
        self.window = studio.shell.window
        self.finger = Finger(self.window)
        studio.show(
            on_line("confirm", {"rows": [], "fee_fen": 0, "ways": "confirm.service_method.sms_and_post"}), display or Display()
        )
        place = next(one for one in everything(self.window) if one.objectName() == "page")
        QMetaObject.invokeMethod(place, "show", Q_ARG("QString", "confirm/"), Q_ARG("QUrl", PAGE), Q_ARG("QVariant", {}))
        self.item: QQuickItem = find(self.window, "page.keyboard")
        self.item.setProperty("pad", pad)
        self.later(STRIKES_APART_S)
        settle()

    def until_ready(self) -> "KeyboardPage":
        """Wait for the engine to open."""
        settle(lambda: self.typist.property("state") in {"ready", "missing", "closed"})
        return self

    @property
    def typist(self) -> Typist:
        found: Typist = self._singleton("Typist", Typist)
        return found

    @property
    def writing(self) -> Writing:
        found: Writing = self._singleton("Writing", Writing)
        return found

    @property
    def text(self) -> str:
        return str(self.item.property("text"))

    @property
    def composing(self) -> str:
        return str(find(self.window, "page.pad").property("composing"))

    @property
    def candidates(self) -> list[str]:
        """What the strip or the grid offers, as it is shown."""
        self.window.grabWindow()
        shown = [name for name in names(self.window) if name.startswith("key.candidate.")]
        return [str(find(self.window, name).property("face")) for name in shown]

    def tap(self, *keys: str) -> None:
        """Touch one key after the other, without haste."""
        for key in keys:
            self.later(STRIKES_APART_S)
            self.finger.tap(key if key.startswith("page.") else "key." + key)
            QGuiApplication.processEvents()
            QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def spell(self, letters: str) -> None:
        self.tap(*letters)

    def later(self, seconds: float) -> None:
        """Let the clock go on."""
        self.studio.clock.advance(seconds)

    def _singleton(self, name: str, kind: type[QObject]) -> Any:
        return self.studio.shell._singleton(name, kind)
