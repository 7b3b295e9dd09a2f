"""Names of places for people who cannot read them: 龙兴镇 is Longxing Zhen. `tools/readings.py` wrote the table."""

from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

TABLE = Path(__file__).parents[2] / "config" / "regions" / "spelled.tsv"


@QmlElement
@QmlSingleton
class Spelling(QObject):
    """The table is read when a name is first asked for."""

    @Slot(str, result=str)
    def of(self, name: str) -> str:
        """Return how a district, street or town is spelled; empty for what is none."""
        return self._spelled.get(name, "")

    @cached_property
    def _spelled(self) -> dict[str, str]:
        rows = (line.partition("\t") for line in TABLE.read_text("utf-8").splitlines())
        return {name: spelled for name, _, spelled in rows}
