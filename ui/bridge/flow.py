"""The flow as the screens see it: the last screen state as properties, and one slot that sends a touch back."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.flow.screen_state import ScreenState, Touch

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

Send = Callable[[Touch], None]
Keep = Callable[[Mapping[str, bytes]], None]
NO_WARNING = -1

FIRST_STATE = ScreenState(serial=0, screen="attract")


@QmlElement
@QmlSingleton
class Flow(QObject):
    """The last state. Everything the citizen can see of a visit is in here, and gone with the next state."""

    changed = Signal()
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = FIRST_STATE
        self._send: Send | None = None
        self._keep: Keep | None = None
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def receive(self, state: ScreenState) -> None:
        """Take a new state from the flow's thread; it is shown in the GUI thread."""
        with suppress(RuntimeError):  # the window is gone already: there is nobody to show it to
            self._arrived.emit(state)

    def connect_to(self, send: Send) -> None:
        """Have touches handed to `send` from now on; before that they fall on nobody."""
        self._send = send

    def lay_pictures_by(self, keep: Keep) -> None:
        """Have the pictures of each state handed to `keep`, before the state is shown."""
        self._keep = keep

    def show_first(self, sandbox: bool) -> None:
        """Show the attract screen before there is a flow."""
        self._show(ScreenState(serial=0, screen="attract", sandbox=sandbox))

    @Slot(object)
    def _show(self, state: ScreenState) -> None:
        self._state = state
        if self._keep is not None:
            self._keep(state.pictures)
        self.changed.emit()

    @Slot(str)
    @Slot(str, "QVariantMap")
    def send(self, action: str, payload: dict[str, Any] | None = None) -> None:
        """Send a touch, with the serial of the state it was meant for."""
        if self._send is not None:
            self._send(Touch(action, {**(payload or {}), "serial": self._state.serial}))

    def _serial(self) -> int:
        return self._state.serial

    def _screen(self) -> str:
        return self._state.screen

    def _step(self) -> str:
        return self._state.step

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]  # the stubs do not know names of types
    def view(self) -> dict[str, Any]:
        """What the screen shows, as the step's page of docs/screens.md says."""
        return dict(self._state.view)

    def _service(self) -> str:
        return self._state.service or ""

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # as above
    def stations(self) -> list[str]:
        """Text keys of the line's stations."""
        return list(self._state.stations)

    def _station(self) -> int:
        return self._state.station

    def _person(self) -> str:
        return self._state.person

    def _can_go_back(self) -> bool:
        return self._state.can_go_back

    def _can_end(self) -> bool:
        return self._state.can_end

    def _direction(self) -> str:
        return self._state.direction

    def _idle_seconds_left(self) -> int:
        left = self._state.idle_seconds_left
        return NO_WARNING if left is None else left

    def _asking_to_end(self) -> bool:
        return self._state.asking_to_end

    def _help_open(self) -> bool:
        return self._state.help_open

    def _tidings(self) -> str:
        return self._state.tidings

    def _language(self) -> str:
        return self._state.display.language

    def _elder(self) -> bool:
        return self._state.display.elder

    def _contrast(self) -> bool:
        return self._state.display.contrast

    def _reachable(self) -> bool:
        return self._state.display.reachable

    def _sandbox(self) -> bool:
        return self._state.sandbox

    serial = Property(int, _serial, notify=changed)
    screen = Property(str, _screen, notify=changed)
    step = Property(str, _step, notify=changed)
    service = Property(str, _service, notify=changed)
    station = Property(int, _station, notify=changed)
    person = Property(str, _person, notify=changed)
    canGoBack = Property(bool, _can_go_back, notify=changed)  # noqa: N815 - QML's manner
    canEnd = Property(bool, _can_end, notify=changed)  # noqa: N815 - QML's manner
    direction = Property(str, _direction, notify=changed)
    idleSecondsLeft = Property(int, _idle_seconds_left, notify=changed)  # noqa: N815 - QML's manner
    askingToEnd = Property(bool, _asking_to_end, notify=changed)  # noqa: N815 - QML's manner
    helpOpen = Property(bool, _help_open, notify=changed)  # noqa: N815 - QML's manner
    tidings = Property(str, _tidings, notify=changed)
    language = Property(str, _language, notify=changed)
    elder = Property(bool, _elder, notify=changed)
    contrast = Property(bool, _contrast, notify=changed)
    reachable = Property(bool, _reachable, notify=changed)
    sandbox = Property(bool, _sandbox, notify=changed)
