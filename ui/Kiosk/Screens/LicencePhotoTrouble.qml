pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Why no picture can be taken, and what remains.
Sheet {
    id: root

    required property var view
    readonly property bool again: root.view.phase === "failed"

    Column {
        anchors.centerIn: parent
        width: parent.width - 96
        spacing: 56

        Emblem {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 208
            icon: "camera"
            tone: "attention"
        }

        IconLine {
            width: parent.width
            visible: root.view.failure !== null || !root.view.camera
            icon: "warn"
            iconSize: 56
            color: Theme.red
            ground: Theme.surface
            text: Texts.book["licence_photo.trouble.camera"]
        }

        IconLine {
            width: parent.width
            icon: root.again ? "redo" : "pin"
            iconSize: 56
            ground: Theme.surface
            text: Texts.book["licence_photo.trouble." + (root.again ? "later" : "window")]
        }
    }
}
