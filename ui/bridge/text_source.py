"""The text book of the present language."""

from collections.abc import Mapping

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from domain.texts import Language, TextBook

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

APP = "交管12123"
WHOLE_APP = "交管\u206012123"  # with a word joiner: a line may not end within the name


@QmlElement
@QmlSingleton
class TextSource(QObject):
    """Feeds the singleton ``Texts`` of Kiosk.Theme, whose `book` every screen reads by key."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._books: dict[Language, dict[str, str]] = {language: {} for language in Language}
        self._language = Language.ZH

    def open(self, texts: TextBook) -> None:
        """Take `texts` as the book."""
        self._books = {
            language: {key: text.replace(APP, WHOLE_APP) for key, text in texts.in_language(language).items()}
            for language in Language
        }
        self.changed.emit()

    @Slot(str)
    def speak(self, language: str) -> None:
        """Change the language; every text on the screen follows."""
        if language != self._language:
            self._language = Language(language)
            self.changed.emit()

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]  # the stubs do not know names of types
    def book(self) -> Mapping[str, str]:
        """Every text of the language by its key. Copied at each reading: screens read the singleton ``Texts``."""
        return self._books[self._language]
