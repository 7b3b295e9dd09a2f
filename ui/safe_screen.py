"""The safe screen 安全画面: what stands on the panel when the terminal itself could not be kept running.

``python -m ui.safe_screen``, started by its own unit. It opens no device, no database and no network, loads no QML and reads
two files: hardly anything that may have brought the terminal down is in it. It takes no input and ends when it is told to.
"""

import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPainter, QPaintEvent, QRasterWindow

from domain.clock import SystemClock
from domain.life_signs import LifeSigns
from domain.texts import Language, TextBook, parse_texts
from drivers.life_signs import find_life_signs
from kiosk.setting_files import CONFIG_DIR, read_tables
from ui.signal_bell import SignalBell

FONT_FAMILY = "Noto Sans CJK SC"
DEEP, DEEP_TEXT, DEEP_TEXT_2 = "#0F3257", "#FFFFFF", "#CFE0EE"  # the tokens of Theme.qml; a test holds them together
SHORT_PX, LONG_PX = 1080.0, 1920.0  # of the stage that the sizes below are meant for
MARGIN_PX, GAP_PX = 64.0, 36.0
BEAT_S = 5.0  # between two drawings when nobody waits for a sign of life
PARAGRAPHS = ("instead", "kept", "things", "back")


@dataclass(frozen=True)
class Line:
    """One paragraph; `size` and `gap` (above it) in pixels of the stage."""

    text: str
    size: int
    strong: bool = False
    gap: float = GAP_PX


def lines_of(texts: TextBook, hotline: str) -> Sequence[Line]:
    """Return what stands on the screen: all of it in Chinese, then all of it in English."""
    found = []
    for language, title, size in ((Language.ZH, 96, 38), (Language.EN, 48, 28)):
        found.append(Line(texts.get("safe_screen.title", language), title, strong=True, gap=2 * GAP_PX))
        found += [Line(texts.get(f"safe_screen.{name}", language, hotline=hotline), size) for name in PARAGRAPHS]
    return found


def read_hotline() -> str:
    """Return the number to call; that of the settings as shipped when this machine's own make no sense."""
    try:
        return str(read_tables()["contact"]["hotline"])
    except (OSError, ValueError, KeyError, TypeError):
        return str(read_tables(CONFIG_DIR / "kiosk.toml")["contact"]["hotline"])


class SafeScreen(QRasterWindow):
    """Draws the lines anew at every beat; a sign of life goes out only when they were drawn."""

    def __init__(self, lines: Sequence[Line], signs: LifeSigns) -> None:
        super().__init__()
        self._lines = lines
        self._signs = signs
        self._told = False
        self.setFlags(Qt.WindowType.FramelessWindowHint)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(round((signs.every_s or BEAT_S) * 1000))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw everything, then say that the screen lives."""
        painter = QPainter(self)
        draw(painter, self.width(), self.height(), self._lines)
        painter.end()
        self._tell()

    def event(self, event: QEvent) -> bool:
        """Pass events on, but for the wish to close the window: nobody at the panel ends this."""
        if event.type() == QEvent.Type.Close:
            event.ignore()
            return True
        return super().event(event)

    @Slot()
    def _beat(self) -> None:
        if self.isExposed():
            self.update()
        else:  # the panel is switched off: nothing can be drawn, and nobody sees it
            self._tell()

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self._signs.ready()
        self._signs.alive()


def draw(painter: QPainter, width: int, height: int, lines: Sequence[Line]) -> float:
    """Draw the lines one below the other, the block in the middle; return the height it took, in pixels of the stage."""
    stage_width, stage_height = (SHORT_PX, LONG_PX) if height >= width else (LONG_PX, SHORT_PX)
    scale = min(width / stage_width, height / stage_height)
    painter.fillRect(0, 0, width, height, QColor(DEEP))
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.translate((width - stage_width * scale) / 2, (height - stage_height * scale) / 2)
    painter.scale(scale, scale)
    taken = _lay(painter, stage_width, 0.0, lines, seen=False)
    _lay(painter, stage_width, max((stage_height - taken) / 2, 0.0), lines, seen=True)
    return taken


def _lay(painter: QPainter, width: float, top: float, lines: Sequence[Line], *, seen: bool) -> float:
    """Lay the lines out from `top` down and draw them if they are to be seen; return the height they take."""
    y = top
    for line in lines:
        font = QFont(FONT_FAMILY)
        font.setPixelSize(line.size)
        font.setBold(line.strong)
        painter.setFont(font)
        painter.setPen(QColor(DEEP_TEXT if line.strong else DEEP_TEXT_2))
        y += line.gap if y > top else 0
        room = QRectF(MARGIN_PX, y, width - 2 * MARGIN_PX, LONG_PX)
        needed = painter.boundingRect(room, int(Qt.TextFlag.TextWordWrap), line.text)
        if seen:
            painter.drawText(needed, int(Qt.TextFlag.TextWordWrap), line.text)
        y += needed.height()
    return y - top


class Ending(QObject):
    """Ends the application when the service manager asks for it."""

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__()
        self._app = app
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)

    def _end(self, *_: object) -> None:
        self._app.exit(0)


def main() -> int:
    """Show the screen until told to stop."""
    signs = find_life_signs(SystemClock())
    texts = parse_texts([(CONFIG_DIR / "texts" / "safe_screen.toml").read_text("utf-8")])
    app = QGuiApplication(sys.argv[:1])
    window = SafeScreen(lines_of(texts, read_hotline()), signs)
    window.setGeometry(window.screen().geometry())  # the compositor shows a window of the size it begins with
    window.showFullScreen()
    bell, ending = SignalBell(), Ending(app)
    try:
        return app.exec()
    finally:
        bell.close()
        ending.deleteLater()
        signs.ending()


if __name__ == "__main__":
    sys.exit(main())
