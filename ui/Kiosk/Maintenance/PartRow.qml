pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One part of the overview: number, name, last test, state; touched, its page opens.
Touchable {
    id: root

    required property var row
    readonly property bool selected: root.row.kind === "fault"
    readonly property real nameRoom: root.width - 96 - chip.width - (fact.visible ? fact.width + 16 : 0)

    label: Texts.fill(Texts.book["maintenance.row"], {
        "number": root.row.number,
        "part": Says.part(root.row.name),
        "state": Says.state(root.row)
    })

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: root.down ? Theme.pressed : Theme.surface
        border.width: root.selected ? 4 : Theme.hairline
        border.color: root.selected ? Theme.red : Theme.line
    }

    Words {
        x: 20
        anchors.verticalCenter: parent.verticalCenter
        text: root.row.number
        size: Theme.caption
        strong: true
        color: Theme.ink2
    }

    Words {
        id: name

        x: 68
        anchors.verticalCenter: parent.verticalCenter
        text: Says.part(root.row.name)
        size: Math.max(24, Math.min(Theme.small, Math.floor(Theme.small * root.nameRoom / Math.max(1, natural.advanceWidth))))
        strong: true

        TextMetrics {
            id: natural

            font.pixelSize: Theme.small
            font.bold: true
            text: name.text
        }
    }

    Words {
        id: fact

        visible: root.row.tested_at !== "" && root.width - 112 - chip.width - Math.min(natural.advanceWidth, 24 * name.text.length) > width
        anchors.right: chip.left
        anchors.rightMargin: 16
        anchors.verticalCenter: parent.verticalCenter
        text: root.row.tested_at.slice(-5)
        size: 24
        color: Theme.ink2
    }

    Chip {
        id: chip

        anchors.right: parent.right
        anchors.rightMargin: 16
        anchors.verticalCenter: parent.verticalCenter
        kind: root.row.kind
        icon: Says.icons[root.row.kind]
        text: Says.state(root.row)
    }

    FocusRing {
        of: root
    }
}
