pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A state in tint, shape and word; never touched.
Rectangle {
    id: root

    property string icon: "check"
    property string kind: "ok"
    required property string text
    readonly property color tint: root.kind === "ok" ? Theme.pale : root.kind === "attention" ? Theme.sand : root.kind === "fault" ? Theme.redTint : Theme.sunken
    readonly property color tone: root.kind === "ok" ? (Theme.contrast ? Theme.ink : Theme.deep) : root.kind === "attention" ? Theme.amberText : root.kind === "fault" ? Theme.red : Theme.ink2

    implicitWidth: row.implicitWidth + 28
    implicitHeight: Math.round(Theme.caption * 1.7)
    radius: height / 2
    color: root.tint

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 8

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: root.icon
            size: Theme.caption
            color: root.tone
            ground: root.tint
        }

        Words {
            text: root.text
            size: Theme.caption
            color: root.tone
        }
    }
}
