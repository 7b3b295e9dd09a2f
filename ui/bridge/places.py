"""Districts and streets by their sound, as the search of the address step asks for them. Nothing asked is kept."""

import logging
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

if TYPE_CHECKING:
    from domain.gazetteer import Place

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

log = logging.getLogger(__name__)

MOST = 24  # more than a page shows


class Finder(Protocol):
    """Finds places by their sound; reads its tables when first asked."""

    def find(self, letters: str, limit: int) -> "list[Place]":
        """Districts and streets for a search, best first."""
        ...


class HasPlaces(Protocol):
    """The engines, as far as the search needs them."""

    @property
    def places(self) -> Finder:
        """Places by their sound; imported when first asked for."""
        ...


@QmlElement
@QmlSingleton
class Places(QObject):
    """Opened in the background when a search begins (`ready` says when that is done); then asked at every letter."""

    readyChanged = Signal()  # noqa: N815 - QML's manner
    _warmed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._methods: HasPlaces | None = None
        self._finder: Finder | None = None
        self._warmed.connect(self._know, Qt.ConnectionType.QueuedConnection)

    def settle(self, methods: HasPlaces) -> None:
        """Ask the places of these engines from now on."""
        self._methods, self._finder = methods, None
        self.readyChanged.emit()

    @Slot()
    def begin(self) -> None:
        """Somebody will search: open the tables, if they are not."""
        if self._finder is None and self._methods is not None:
            threading.Thread(target=self._warm, args=(self._methods,), name="places", daemon=True).start()

    @Slot(str, result="QVariantList")
    def find(self, letters: str) -> list[dict[str, Any]]:
        """Return what `letters` may mean, the likeliest first; nothing for no letters, and before it is ready."""
        if not letters or self._finder is None:
            return []
        return [
            {"code": place.code, "district": place.district, "street": place.street or "", "former": place.former or ""}
            for place in self._finder.find(letters, MOST)
        ]

    def _warm(self, methods: HasPlaces) -> None:
        """In a thread: read the tables, which takes some ten milliseconds."""
        try:
            finder = methods.places
            finder.find("a", 1)
        except Exception as bug:  # noqa: BLE001 - the thread's edge: there are lists to choose from beside the search
            log.error("the search for places does not open: %s", type(bug).__name__)  # noqa: TRY400 - as in the typist
            return
        with suppress(RuntimeError):  # the window is gone already
            self._warmed.emit((methods, finder))

    @Slot(object)
    def _know(self, opened: tuple[HasPlaces, Finder]) -> None:
        methods, finder = opened
        if methods is self._methods:
            self._finder = finder
            self.readyChanged.emit()

    def _is_ready(self) -> bool:
        return self._finder is not None

    ready = Property(bool, _is_ready, notify=readyChanged)
