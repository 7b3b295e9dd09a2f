pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A declaration and its tick.
Touchable {
    id: root

    role: Accessible.CheckBox
    implicitHeight: Math.max(Theme.touch + 24, words.implicitHeight + 48)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: root.down ? Theme.pressed : Theme.surface
        border.width: root.ticked ? 4 : Theme.border
        border.color: root.ticked ? Theme.blue : Theme.edge
    }

    Rectangle {
        id: box

        anchors.verticalCenter: parent.verticalCenter
        x: 32
        width: 64
        height: 64
        radius: 12
        color: root.ticked ? Theme.primary : Theme.surface
        border.width: root.ticked ? 0 : 4
        border.color: Theme.edge

        Icon {
            anchors.centerIn: parent
            visible: root.ticked
            name: "check"
            size: 48
            color: Theme.primaryText
            ground: Theme.primary
        }
    }

    Paragraph {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        x: 124
        width: root.width - 124 - 32
        text: root.label
        strong: true
    }

    FocusRing {
        of: root
    }
}
