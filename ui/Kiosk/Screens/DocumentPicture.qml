pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// What the document camera sees, or has taken, whole on a dark ground, with the outline of the sheet that was found.
Rectangle {
    id: root

    required property string source
    property var outline: null // four corners in 1/10000 of the picture
    property bool good: false
    property string name: ""

    color: Theme.darkroom
    border.width: Theme.contrast ? Theme.border : 0
    border.color: Theme.edge

    Image {
        id: picture

        anchors.fill: parent
        anchors.margins: 8
        source: root.source
        sourceSize: Qt.size(width, height)
        fillMode: Image.PreserveAspectFit
        asynchronous: Theme.moving // decoded off this thread; a screen that stands still for its picture waits instead
        retainWhileLoading: true
        cache: false // nothing of it stays behind
        Accessible.role: Accessible.Graphic
        Accessible.name: root.name
    }

    Repeater {
        model: root.outline ? root.outline.length : 0

        Rectangle {
            id: edge

            required property int index
            readonly property var from: root.outline ? root.outline[edge.index] ?? [0, 0] : [0, 0]
            readonly property var to: root.outline ? root.outline[(edge.index + 1) % root.outline.length] ?? [0, 0] : [0, 0]
            readonly property real paintedX: picture.x + (picture.width - picture.paintedWidth) / 2
            readonly property real paintedY: picture.y + (picture.height - picture.paintedHeight) / 2
            readonly property real dx: (edge.to[0] - edge.from[0]) * picture.paintedWidth / 10000
            readonly property real dy: (edge.to[1] - edge.from[1]) * picture.paintedHeight / 10000

            x: edge.paintedX + edge.from[0] * picture.paintedWidth / 10000
            y: edge.paintedY + edge.from[1] * picture.paintedHeight / 10000 - height / 2
            width: Math.sqrt(edge.dx * edge.dx + edge.dy * edge.dy)
            height: 6
            antialiasing: true
            transformOrigin: Item.Left
            rotation: Math.atan2(edge.dy, edge.dx) * 180 / Math.PI
            color: root.good ? Theme.deepText : Theme.glow
        }
    }
}
