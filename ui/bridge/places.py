"""Districts and streets by their sound, as the search of the address step asks for them. Nothing asked is kept."""

from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from ui.input import places

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

MOST = 24  # more than a page shows


@QmlElement
@QmlSingleton
class Places(QObject):
    """Asked at every letter; answers at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gazetteer = places.Places()

    @Slot(str, result="QVariantList")
    def find(self, letters: str) -> list[dict[str, Any]]:
        """Return what `letters` may mean, the likeliest first; nothing for no letters."""
        if not letters:
            return []
        return [
            {"code": place.code, "district": place.district, "street": place.street or "", "former": place.former or ""}
            for place in self._gazetteer.find(letters, MOST)
        ]
