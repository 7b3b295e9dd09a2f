"""The rules of striking keys as the keys see them: one singleton, for there is one keyboard at a time."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from domain.clock import Clock, SystemClock
from ui.bridge.strikes import KeyTimes, Strikes

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Keystrokes(QObject):
    """Says to a key whether a touch counts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strikes = Strikes(KeyTimes(), SystemClock())

    def settle(self, times: KeyTimes, clock: Clock) -> None:
        """Take the terminal's times and its clock."""
        self._strikes = Strikes(times, clock)

    @Slot(str, str, bool)
    def press(self, key: str, meaning: str, elder: bool) -> None:
        """A finger has come down on `key`, which now means `meaning`."""
        self._strikes.press(key, meaning, elder=elder)

    @Slot(str, result=bool)
    def repeats(self, key: str) -> bool:
        """Tell whether a held `key` acts again now."""
        return self._strikes.repeats(key)

    @Slot(str, str, bool, result=bool)
    def lift(self, key: str, meaning: str, elder: bool) -> bool:
        """Tell whether `key`, which the finger has left and which now means `meaning`, acts."""
        return self._strikes.lift(key, meaning, elder=elder)

    @Slot("QStringList")
    def replaced(self, keys: list[str]) -> None:
        """Other `keys` stand where the key struck last was."""
        self._strikes.replaced(keys)

    @Slot(str)
    def leave(self, key: str) -> None:
        """The finger slid off `key`."""
        self._strikes.leave(key)

    @Slot()
    def forget(self) -> None:
        """Know of no finger and no key."""
        self._strikes.forget()
