pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The box before a row: ticked, open, or dashed where the row cannot be taken.
Touchable {
    id: root

    required property string row
    required property string tag
    required property var choosing

    objectName: "violations.take." + root.row
    role: Accessible.CheckBox
    can: root.choosing.can.indexOf(root.row) >= 0
    ticked: root.choosing.chosen.indexOf(root.row) >= 0
    label: root.can ? Texts.book[root.ticked ? "violation_choice.leave" : "violation_choice.take"] : Texts.fill(Texts.book["violation_choice.cannot"], {
        "tag": root.tag
    })
    onTouched: Flow.send("take", {
        "id": root.row
    })

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: !root.can ? Theme.sunken : root.down ? Theme.pressed : Theme.surface
        border.width: root.ticked ? 4 : Theme.border
        border.color: root.ticked ? Theme.blue : root.can ? Theme.edge : Theme.line
    }

    Rectangle {
        anchors.centerIn: parent
        visible: root.can
        width: 56
        height: 56
        radius: 12
        color: root.ticked ? Theme.primary : Theme.surface
        border.width: root.ticked ? 0 : 4
        border.color: Theme.edge

        Icon {
            anchors.centerIn: parent
            visible: root.ticked
            name: "check"
            size: 44
            color: Theme.primaryText
            ground: Theme.primary
        }
    }

    Rectangle {
        anchors.centerIn: parent
        visible: !root.can
        width: 32
        height: 4
        color: Theme.ink2
    }

    FocusRing {
        of: root
    }
}
