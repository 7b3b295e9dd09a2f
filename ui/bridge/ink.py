"""The signature box: ink under the finger, painted at once, reported stroke by stroke."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Property, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QEventPoint, QMouseEvent, QPainter, QPainterPath, QPen, QTouchEvent
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

BOX = 10_000  # a coordinate runs from 0 to this in both directions
MOUSE = -1  # in place of a touch point's number
DOT = 0.01  # a path of no length is not painted
Stroke = list[tuple[int, int, int]]


@QmlElement
class SignatureInk(QQuickPaintedItem):
    """Takes any number of fingers; each leaves its own stroke of (x, y, ms since the first touch)."""

    strokeDrawn = Signal("QVariantList")  # type: ignore[arg-type]  # noqa: N815 - QML's manner
    strokesChanged = Signal()  # noqa: N815 - QML's manner
    inkChanged = Signal()  # noqa: N815 - QML's manner

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[list[list[int]]] = []
        self._sent: list[Stroke] = []  # drawn here, not yet in the state
        self._open: dict[int, Stroke] = {}
        self._colour = QColor("black")
        self._width = 8.0
        self._began_at: int | None = None
        self.setAcceptTouchEvents(True)
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        self.setAntialiasing(True)

    # -- what the screen sets ---------------------------------------------------------------------------------------------

    @Property("QVariantList", notify=strokesChanged)
    def strokes(self) -> list[list[list[int]]]:
        """What the flow knows of the signature, as points of 0..10000; setting it less than before wipes the ink."""
        return self._strokes

    @strokes.setter  # type: ignore[no-redef]  # Property is used as a decorator
    def strokes(self, strokes: Sequence[Any]) -> None:
        known = [[[int(x), int(y)] for x, y in stroke] for stroke in strokes]
        if not known and not self._open:
            self._began_at = None
        if len(known) < len(self._strokes):
            self._sent.clear()  # wiped
        del self._sent[: max(0, len(known) - len(self._strokes))]
        self._strokes = known
        self.strokesChanged.emit()
        self.update()

    def _get_colour(self) -> QColor:
        return self._colour

    def _set_colour(self, colour: QColor) -> None:
        self._colour = colour
        self.inkChanged.emit()
        self.update()

    def _get_width(self) -> float:
        return self._width

    def _set_width(self, width: float) -> None:
        self._width = width
        self.inkChanged.emit()
        self.update()

    colour = Property(QColor, _get_colour, _set_colour, notify=inkChanged)
    penWidth = Property(float, _get_width, _set_width, notify=inkChanged)  # noqa: N815 - QML's manner

    @Slot()
    def wipe(self) -> None:
        """Forget every stroke, also one just being drawn: when the page goes, for the next one gets this same item."""
        self._strokes = []
        self._sent = []
        self._open = {}
        self._began_at = None
        self.update()

    # -- fingers ----------------------------------------------------------------------------------------------------------

    def touchEvent(self, event: QTouchEvent) -> None:  # noqa: N802 - Qt's name
        """Follow every finger that began in the box."""
        for point in event.points():
            state = point.state()
            if state == QEventPoint.State.Pressed:
                self._begin(point.id(), point.position(), event.timestamp())
            elif state == QEventPoint.State.Updated:
                self._go_on(point.id(), point.position(), event.timestamp())
            elif state == QEventPoint.State.Released:
                self._go_on(point.id(), point.position(), event.timestamp())
                self._finish(point.id())
        event.accept()

    def touchUngrabEvent(self) -> None:  # noqa: N802 - Qt's name
        """Somebody took the fingers away from us: what was drawn is kept."""
        for finger in list(self._open):
            self._finish(finger)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A mouse is a finger."""
        self._begin(MOUSE, event.position(), event.timestamp())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A mouse is a finger."""
        self._go_on(MOUSE, event.position(), event.timestamp())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A mouse is a finger."""
        self._finish(MOUSE)

    def _begin(self, finger: int, position: QPointF, at_ms: int) -> None:
        if self._began_at is None:
            self._began_at = at_ms
        self._open[finger] = []
        self._go_on(finger, position, at_ms)

    def _go_on(self, finger: int, position: QPointF, at_ms: int) -> None:
        stroke = self._open.get(finger)
        if stroke is None or self.width() <= 0 or self.height() <= 0:
            return
        x = round(min(1.0, max(0.0, position.x() / self.width())) * BOX)
        y = round(min(1.0, max(0.0, position.y() / self.height())) * BOX)
        if not stroke or stroke[-1][:2] != (x, y):
            stroke.append((x, y, max(0, at_ms - (self._began_at or 0))))
            self.update(self._around(stroke[-3:]))

    def _finish(self, finger: int) -> None:
        stroke = self._open.pop(finger, None)
        if stroke:
            self._sent.append(stroke)
            self.strokeDrawn.emit([list(point) for point in stroke])

    def _around(self, points: Stroke) -> "Any":
        xs = [x * self.width() / BOX for x, _, _ in points]
        ys = [y * self.height() / BOX for _, y, _ in points]
        edge = self._width * 2
        box = QRectF(min(xs) - edge, min(ys) - edge, max(xs) - min(xs) + 2 * edge, max(ys) - min(ys) + 2 * edge)
        return box.toAlignedRect()

    # -- painting ---------------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Paint every stroke as one smooth line."""
        pen = QPen(self._colour, self._width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inked: list[Sequence[Sequence[int]]] = [*self._strokes, *self._sent, *self._open.values()]
        for stroke in inked:
            painter.drawPath(self._line(stroke))

    def _line(self, stroke: Sequence[Sequence[int]]) -> QPainterPath:
        """A curve through the middles between points: smooth, and never further from the finger than half a step."""
        points = [QPointF(point[0] * self.width() / BOX, point[1] * self.height() / BOX) for point in stroke]
        path = QPainterPath(points[0])
        for here, there in pairwise(points[1:]):
            path.quadTo(here, (here + there) / 2)
        path.lineTo(points[-1] + QPointF(DOT, 0))
        return path
