"""Application, window and engine: the terminal's face, there before anything else of the terminal is.

``Shell(options, texts)`` shows the attract screen at once and imports nothing but Qt and the words; the flow is attached later.
"""

import logging
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, TypeVar, cast

import PySide6.QtQuick  # noqa: F401 - without it the engine's window comes back as a bare QWindow
from PySide6.QtCore import QEvent, QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from domain.clock import Clock, SystemClock
from domain.texts import TextBook
from kiosk.face.contract import Preview
from kiosk.flow.screen_state import Observer, ScreenState, Touch
from ui.bridge import ink, spelling  # noqa: F401 - they register their QML types
from ui.bridge.camera_view import CameraFeed
from ui.bridge.evidence import EvidenceProvider, EvidenceShelf
from ui.bridge.flow import Flow
from ui.bridge.keystrokes import Keystrokes
from ui.bridge.pictures import DrawingProvider, QrProvider
from ui.bridge.places import HasPlaces, Places
from ui.bridge.strikes import KeyTimes
from ui.bridge.surroundings import Surroundings
from ui.bridge.text_source import TextSource
from ui.bridge.typist import Methods, Typist
from ui.bridge.writing import Writing
from ui.garbage import Sweeper
from ui.input.methods import InputMethods
from ui.lockdown import Lockdown
from ui.signal_bell import SignalBell

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
FONT_FAMILY = "Noto Sans CJK SC"
# cv2 sets these two for its own Qt; ours would look for its plug-ins there.
FOREIGN_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
NO_INPUT_METHOD = "none"  # the keyboard is ours: no other one, no list of candidates may come up over the screens
WITHOUT_CITIZEN = ("attract", "home", "advice", "goodbye", "out_of_service")  # or with one who types nothing any more
SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}

T = TypeVar("T", bound=QObject)


@dataclass(frozen=True)
class ShellOptions:
    """What the terminal's face is told.

    `panel_width_mm` is the short edge of the panel, in millimetres, `panel_bottom_mm` the height of its picture's lower edge
    above the floor.
    """

    orientation: Literal["portrait", "landscape"] = "portrait"
    size: tuple[int, int] | None = None  # of the window, in pixels; None: the design's own
    fullscreen: bool = False
    renderer: Literal["software", "gpu"] = "software"
    panel_width_mm: float | None = None
    panel_bottom_mm: float | None = None
    sandbox: bool = False
    moving: bool = True  # False: pages change without motion
    cache_dir: Path | None = None  # where Qt keeps compiled QML; None: its own place
    keys: KeyTimes = field(default_factory=KeyTimes)  # when a held key repeats, what is a double strike


class FlowLike(Protocol):
    """What the shell needs of the flow."""

    def observe(self, observer: Observer) -> None:
        """Have `observer` called with every new state, in the flow's thread."""
        ...

    def send(self, touch: Touch) -> None:
        """Take what the citizen did."""
        ...


class TypingMethods(Methods, HasPlaces, Protocol):
    """Everything that people type and search by."""


class Shell(QObject):
    """The window on the terminal's flow. Make it in the main thread, once per process."""

    _quit_wanted = Signal()

    def __init__(self, options: ShellOptions, texts: TextBook, clock: Clock | None = None) -> None:
        prepare_environment(options)
        self._app = _application()
        super().__init__()
        qInstallMessageHandler(pass_to_log)
        self._sweeper = Sweeper(self)
        self._engine = QQmlApplicationEngine()
        self._engine.addImportPath(str(HERE))
        self._engine.addImageProvider("drawing", DrawingProvider())
        self._engine.addImageProvider("qr", QrProvider())
        evidence = EvidenceShelf()
        self._engine.addImageProvider("evidence", EvidenceProvider(evidence))
        self._singleton("TextSource", TextSource).open(texts)
        portrait = options.orientation == "portrait"
        self._singleton("Surroundings", Surroundings).settle(
            portrait, options.panel_width_mm, options.moving, clock or SystemClock(), options.panel_bottom_mm
        )
        self._feed = self._singleton("CameraFeed", CameraFeed)  # made in this thread, whoever opens it later
        self._flow = self._singleton("Flow", Flow)
        self._flow.lay_pictures_by(evidence.keep)
        self._keystrokes = self._singleton("Keystrokes", Keystrokes)
        self._keystrokes.settle(options.keys, clock or SystemClock())
        self._typing = (self._singleton("Typist", Typist), self._singleton("Writing", Writing))
        self._places = self._singleton("Places", Places)
        self.type_by(InputMethods())
        self._flow.changed.connect(self._forget_what_was_typed)
        self._tidying = QTimer(self, singleShot=True, interval=0)  # after the page of the last visitor is gone
        self._tidying.timeout.connect(self._tidy)
        self._flow.show_first(options.sandbox)
        self._engine.loadFromModule("Kiosk.Screens", "Main")
        if not self._engine.rootObjects():
            raise RuntimeError("the screens do not load")
        self.window = cast("QQuickWindow", self._engine.rootObjects()[0])
        self._lockdown = Lockdown(self.window, fullscreen=options.fullscreen)
        self._quit_wanted.connect(self._quit, Qt.ConnectionType.QueuedConnection)
        self._show(options)

    def attach(self, flow: FlowLike) -> None:
        """Let `flow` decide what is shown from now on, and hear what is touched."""
        self._flow.connect_to(flow.send)
        flow.observe(self._flow.receive)

    def attach_preview(self, preview: Preview) -> None:
        """Show `preview` wherever a screen shows the camera's picture; from any thread, while the window is there."""
        self._feed.open(preview)

    def type_by(self, methods: TypingMethods) -> None:
        """Have pinyin and handwriting read, and places found, by `methods`; those of the gallery are the same everywhere."""
        typist, writing = self._typing
        typist.settle(methods)
        writing.settle(methods.handwriting)
        self._places.settle(methods)

    def show(self, state: ScreenState) -> None:
        """Show one state; for the gallery and for tests, which have no flow."""
        self._flow.receive(state)

    def exec(self) -> int:
        """Run until :meth:`quit`; return the exit status."""
        bell = SignalBell()
        try:
            return self._app.exec()
        finally:
            bell.close()
            self.close()

    def quit(self) -> None:
        """End :meth:`exec`; from any thread, and from a signal's handler."""
        self._quit_wanted.emit()

    def close(self) -> None:
        """Take the window down. The engine goes before the application, else Qt crashes on the way out."""
        if self._engine is not None:
            self._forget_typing()
            self._lockdown.end()
            self.window.hide()
            self._engine.deleteLater()
            self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            self._engine = None  # type: ignore[assignment]  # gone for good
            self._sweeper.end()

    @Slot()
    def _quit(self) -> None:
        self._app.exit(0)

    @Slot()
    def _forget_what_was_typed(self) -> None:
        if self._flow.property("screen") in WITHOUT_CITIZEN:
            self._forget_typing()
        if self._flow.property("screen") == "attract":
            self._tidying.start()

    @Slot()
    def _tidy(self) -> None:
        """Free what QML and Python hold of the last visit: left to itself QML would wait for some hundred pages more."""
        if self._engine is not None:
            self._engine.collectGarbage()
            self._sweeper.sweep_all()

    def _forget_typing(self) -> None:
        for one in (self._keystrokes, *self._typing):
            one.forget()

    def _singleton(self, name: str, kind: type[T]) -> T:
        found = self._engine.singletonInstance("Kiosk.Bridge", name)
        if not isinstance(found, kind):
            raise TypeError(f"{name} is not registered")
        return found

    def _show(self, options: ShellOptions) -> None:
        width, height = options.size or SIZES[options.orientation]
        if options.fullscreen:
            self.window.setGeometry(self.window.screen().geometry())  # without a window manager nobody else enlarges it
            self.window.showFullScreen()
        else:
            self.window.resize(width, height)
            self.window.show()
        self.window.requestActivate()  # without a window manager nobody else does it, and keys would go nowhere


def prepare_environment(options: ShellOptions) -> None:
    """Set what Qt reads from the environment before it starts."""
    for name in FOREIGN_VARIABLES:
        os.environ.pop(name, None)
    os.environ["QT_IM_MODULES"] = os.environ["QT_IM_MODULE"] = NO_INPUT_METHOD
    os.environ["QML_NO_TOUCH_COMPRESSION"] = "1"  # every point of a signature, not one for each frame
    if options.renderer == "software":
        os.environ["QT_QUICK_BACKEND"] = "software"
    else:
        os.environ.pop("QT_QUICK_BACKEND", None)
        os.environ["QSG_RENDER_LOOP"] = "basic"  # a painted item in Python hangs the threaded loop
    if options.cache_dir is not None:
        os.environ["QML_DISK_CACHE_PATH"] = str(options.cache_dir)


def _application() -> QGuiApplication:
    running = QGuiApplication.instance()  # a test may have made one
    app = running if isinstance(running, QGuiApplication) else QGuiApplication([sys.argv[0]])
    app.setApplicationName("cq-traffic-kiosk")
    app.setQuitOnLastWindowClosed(False)
    font = QFont(FONT_FAMILY)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    app.setFont(font)
    return app


LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def pass_to_log(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log a message of Qt. QML names types and places in its warnings, never the values that a screen shows."""
    place = f"{Path(context.file).name}:{context.line}" if context.file else "-"
    log.log(LEVELS.get(kind, logging.ERROR), "qt %s at %s: %s", context.category or "-", place, message)
