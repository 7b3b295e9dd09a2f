"""The live camera picture in its oval: painted straight from the shared preview, kept nowhere.

The view asks for the newest frame on a timer while it can be seen; a frame that came too late is never painted. What is painted
is cut out of the middle of the frame, so that the face keeps its proportions.
"""

from PySide6.QtCore import Property, QElapsedTimer, QObject, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform
from PySide6.QtQml import QmlElement, QmlSingleton
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.face.contract import Preview, PreviewFrame

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

LOOK_EVERY_MS = 33
STALE_AFTER_MS = 1500  # an old picture of a face is worse than none
BYTES_PER_PIXEL = 3


@QmlElement
@QmlSingleton
class CameraFeed(QObject):
    """Where the live picture comes from; opened by the shell when the face process is there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None

    def open(self, preview: Preview) -> None:
        """Take `preview` as the live picture; from any thread."""
        self._preview = preview

    def latest(self, after: int) -> PreviewFrame | None:
        """Return the newest frame when it is newer than number `after`."""
        return self._preview.latest(after) if self._preview is not None else None


@QmlElement
class CameraView(QQuickPaintedItem):
    """An oval of live picture. `live` tells whether there is one; without one nothing is painted."""

    feedChanged = Signal()  # noqa: N815 - QML's manner
    liveChanged = Signal()  # noqa: N815 - QML's manner
    edgeChanged = Signal()  # noqa: N815 - QML's manner

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._feed: CameraFeed | None = None
        self._image: QImage | None = None
        self._number = -1
        self._edge_colour = QColor("black")
        self._edge_width = 4.0
        self._age = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.visibleChanged.connect(self._follow_visibility)
        self.setOpaquePainting(False)

    def componentComplete(self) -> None:  # noqa: N802 - Qt's name
        """Look at once: the first picture is there with the page."""
        super().componentComplete()
        self._follow_visibility()

    @Slot()
    def _follow_visibility(self) -> None:
        if self.isVisible() and self._feed is not None:
            self._timer.start()
            self._look()
        else:
            self._timer.stop()
            self._forget()

    @Slot()
    def _look(self) -> None:
        frame = self._feed.latest(self._number) if self._feed is not None else None
        if frame is not None and is_whole(frame):
            was_live = self._image is not None
            self._number = frame.number
            self._image = image_of(frame)
            self._age.start()
            self.update()
            if not was_live:
                self.liveChanged.emit()
        elif self._image is not None and self._age.hasExpired(STALE_AFTER_MS):
            self._forget()

    def _forget(self) -> None:
        if self._image is not None:
            self._image = None
            self.liveChanged.emit()
            self.update()

    @Slot()
    def wipe(self) -> None:
        """Forget the picture and where it comes from: when the page goes, for the next one gets this same item."""
        self._feed = None
        self._number = -1
        self._follow_visibility()

    # -- what the screen sets ---------------------------------------------------------------------------------------------

    def _get_feed(self) -> CameraFeed | None:
        return self._feed

    def _set_feed(self, feed: CameraFeed | None) -> None:
        self._feed = feed
        self.feedChanged.emit()
        self._follow_visibility()

    def _is_live(self) -> bool:
        return self._image is not None

    def _get_edge_colour(self) -> QColor:
        return self._edge_colour

    def _set_edge_colour(self, colour: QColor) -> None:
        self._edge_colour = colour
        self.edgeChanged.emit()
        self.update()

    def _get_edge_width(self) -> float:
        return self._edge_width

    def _set_edge_width(self, width: float) -> None:
        self._edge_width = width
        self.edgeChanged.emit()
        self.update()

    feed = Property(QObject, _get_feed, _set_feed, notify=feedChanged)
    live = Property(bool, _is_live, notify=liveChanged)
    edgeColour = Property(QColor, _get_edge_colour, _set_edge_colour, notify=edgeChanged)  # noqa: N815 - QML's manner
    edgeWidth = Property(float, _get_edge_width, _set_edge_width, notify=edgeChanged)  # noqa: N815 - QML's manner

    # -- painting ---------------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Paint the newest picture as the filling of an ellipse: its edge is smooth and nothing has to be cut off."""
        if self._image is None:
            return
        half = self._edge_width / 2
        oval = QRectF(0, 0, self.width(), self.height()).adjusted(half, half, -half, -half)
        brush = QBrush(self._image)
        brush.setTransform(covering(self._image, oval))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setBrush(brush)
        painter.setPen(QPen(self._edge_colour, self._edge_width) if self._edge_width else Qt.PenStyle.NoPen)
        painter.drawEllipse(oval)


def is_whole(frame: PreviewFrame) -> bool:
    """Tell whether the frame has the bytes that its size promises."""
    return frame.width > 0 and frame.height > 0 and len(frame.rgb) == frame.width * frame.height * BYTES_PER_PIXEL


def image_of(frame: PreviewFrame) -> QImage:
    """Return the frame as an image of its own, in the format that is painted fastest."""
    shared = QImage(frame.rgb, frame.width, frame.height, frame.width * BYTES_PER_PIXEL, QImage.Format.Format_RGB888)
    return shared.convertToFormat(QImage.Format.Format_RGB32)


def covering(image: QImage, place: QRectF) -> QTransform:
    """Return how `image` is laid so that it covers `place` from its middle, its proportions kept."""
    scale = max(place.width() / image.width(), place.height() / image.height())
    corner = place.center() - QPointF(image.width() * scale / 2, image.height() * scale / 2)
    return QTransform().translate(corner.x(), corner.y()).scale(scale, scale)
