pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// The one thing to do next.
Touchable {
    id: root

    property string icon: ""
    property int size: Theme.lead

    implicitHeight: Theme.button
    implicitWidth: natural.advanceWidth + 96

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: !root.can ? Theme.sunken : root.down ? Theme.primaryPressed : Theme.primary
        border.width: Theme.border
        border.color: root.can ? color : Theme.line
    }

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 16

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.icon !== ""
            name: root.icon
            size: 44
            color: root.can ? Theme.primaryText : Theme.ink2
            ground: root.can ? Theme.primary : Theme.sunken
        }

        Words {
            id: words

            anchors.verticalCenter: parent.verticalCenter
            text: root.label
            size: Math.min(root.size, Math.floor(root.size * (root.width - 48 - (root.icon !== "" ? 60 : 0)) / Math.max(1, natural.advanceWidth)))
            strong: true
            color: root.can ? Theme.primaryText : Theme.ink2
            Accessible.ignored: true

            TextMetrics {
                id: natural

                font.pixelSize: root.size
                font.bold: true
                text: root.label
            }
        }
    }

    FocusRing {
        of: root
    }
}
