pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The photograph on file: its day, never the picture.
Sheet {
    id: root

    required property var view
    readonly property bool tight: Theme.large && !Theme.portrait

    Column {
        anchors.centerIn: parent
        width: parent.width - 96
        spacing: root.tight ? 20 : 40

        Emblem {
            anchors.horizontalCenter: parent.horizontalCenter
            width: root.tight ? 144 : 208
            icon: "licence"
        }

        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: Texts.book["licence_photo.on_file_day"]
            size: Theme.small
            color: Theme.ink2
        }

        BigFigure {
            anchors.horizontalCenter: parent.horizontalCenter
            room: parent.width
            value: root.view.on_file ?? ""
        }

        IconLine {
            width: parent.width
            icon: "shield"
            ground: Theme.surface
            text: Texts.book["licence_photo.on_file_note"]
        }

        IconLine {
            width: parent.width
            visible: !root.view.camera
            icon: "camera"
            ground: Theme.surface
            text: Texts.book["licence_photo.no_camera"]
        }
    }
}
