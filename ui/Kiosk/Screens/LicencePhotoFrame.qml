pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The live picture with ticks around it that fill while one holds still, and the seconds that are left.
Item {
    id: root

    required property var view

    FaceOval {
        id: oval

        anchors.fill: parent
        fraction: root.view.fraction
    }

    Image {
        anchors.centerIn: parent
        width: 2 * oval.half
        height: 2 * oval.tall
        sourceSize: Qt.size(Math.round(width), Math.round(height))
        source: `image://drawing/art/head-outline/${Theme.contrast ? "contrast" : "normal"}`
        Accessible.role: Accessible.Graphic
        Accessible.name: Texts.book["licence_photo.frame"]
    }

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        visible: Boolean(root.view.countdown)
        width: 160
        height: 160
        radius: 80
        color: Theme.sand
        border.width: Theme.border
        border.color: Theme.amber

        Words {
            objectName: "licence_photo.countdown"
            anchors.centerIn: parent
            text: root.view.countdown ?? ""
            size: Theme.countdown
            strong: true
            color: Theme.amberText
        }
    }
}
