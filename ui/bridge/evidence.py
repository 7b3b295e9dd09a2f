"""Evidence pictures 违法照片 for the screens: kept in memory for one state, decoded off the GUI thread, written nowhere."""

from collections.abc import Mapping
from threading import Lock

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtQuick import QQuickImageProvider

LARGEST_SIDE = 8000  # pixels; whatever claims to be larger is no photograph of a crossing
JPEG_BEGINS = b"\xff\xd8\xff"
BLANK = QSize(1, 1)  # what a picture that cannot be shown becomes: the screen then says so in words


class EvidenceShelf:
    """The pictures of the present state, by key. Laying the next state's replaces them, so nothing outlives a visit."""

    def __init__(self) -> None:
        self._lock = Lock()  # the GUI thread lays, Qt's reader thread takes
        self._pictures: Mapping[str, bytes] = {}

    def keep(self, pictures: Mapping[str, bytes]) -> None:
        """Keep these and no others."""
        with self._lock:
            self._pictures = dict(pictures)

    def find(self, key: str) -> bytes | None:
        """Return one picture while its state is shown."""
        with self._lock:
            return self._pictures.get(key)


class EvidenceProvider(QQuickImageProvider):
    """``image://evidence/KEY``: the whole picture, never cropped, decoded at about the size asked for.

    QML asks for it with ``asynchronous: true``; then this is called in Qt's reader thread.
    """

    def __init__(self, shelf: EvidenceShelf) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._shelf = shelf

    def requestImage(self, key: str, size: QSize, requested: QSize) -> QImage:  # noqa: N802 - Qt's name
        """Return the picture; one blank pixel for what is gone or is no JPEG."""
        image = decode(self._shelf.find(key) or b"", requested)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


def decode(jpeg: bytes, requested: QSize) -> QImage:
    """Return the picture of a JPEG that fits into `requested` (any size when that is empty), or one blank pixel."""
    if not jpeg.startswith(JPEG_BEGINS):
        return _blank()
    source = QByteArray(jpeg)
    buffer = QBuffer(source)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpeg"))
    natural = reader.size()
    if not natural.isValid() or max(natural.width(), natural.height()) > LARGEST_SIDE:
        return _blank()
    if requested.isValid() and not requested.isEmpty():
        reader.setScaledSize(natural.scaled(requested, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return _blank() if image.isNull() else image


def _blank() -> QImage:
    image = QImage(BLANK, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image
