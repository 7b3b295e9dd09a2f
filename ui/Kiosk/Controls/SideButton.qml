pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Another way on, of the same size as its neighbours.
Touchable {
    id: root

    property string icon: ""
    property bool strong: false
    property int size: Theme.body
    property color ground: Theme.surface
    readonly property color fill: !root.can ? Theme.sunken : root.down ? Theme.pressed : root.ground

    implicitHeight: Theme.button
    implicitWidth: natural.advanceWidth + (root.icon !== "" ? 60 : 0) + 64

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: root.fill
        border.width: Theme.border
        border.color: !root.can ? Theme.line : root.down ? Theme.blue : Theme.edge
    }

    Row {
        anchors.centerIn: parent
        spacing: 16

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.icon !== ""
            name: root.icon
            size: 44
            color: root.can ? Theme.blue : Theme.edge
            ground: root.fill
        }

        Words {
            id: words

            anchors.verticalCenter: parent.verticalCenter
            text: root.label
            size: Math.min(root.size, Math.floor(root.size * (root.width - 40 - (root.icon !== "" ? 60 : 0)) / Math.max(1, natural.advanceWidth)))
            strong: root.strong
            color: root.can ? (root.strong ? Theme.blue : Theme.ink) : Theme.ink2
            horizontalAlignment: Text.AlignHCenter
            Accessible.ignored: true

            TextMetrics {
                id: natural

                font.pixelSize: root.size
                font.bold: root.strong
                text: root.label
            }
        }
    }

    FocusRing {
        of: root
    }
}
