pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Label above value; what is wrong is said below it.
Item {
    id: root

    required property string label
    required property string value
    property string hint: ""
    property string error: ""
    property bool errorInside: false // in place of the label, where there is no room below
    readonly property bool errorBelow: root.error !== "" && !root.errorInside
    property int size: Theme.lead

    implicitHeight: box.height + (root.errorBelow ? fault.height + 8 : 0)

    Rectangle {
        id: box

        width: root.width
        height: Math.round(Theme.caption * 1.35 + root.size * 1.42 + 36)
        radius: Theme.radius
        color: Theme.surface
        border.width: 4
        border.color: root.error !== "" ? Theme.red : Theme.blue

        Words {
            x: 28
            y: 14
            text: root.errorInside && root.error !== "" ? root.error : root.label
            size: Theme.caption
            leading: 1.35
            color: root.errorInside && root.error !== "" ? Theme.red : Theme.ink2
        }

        Words {
            id: value

            x: 28
            y: 14 + Math.round(Theme.caption * 1.35)
            text: root.value
            size: Math.min(root.size, Math.floor(root.size * (root.width - 72) / Math.max(1, natural.advanceWidth)))
            height: Math.round(root.size * 1.42) + 4

            TextMetrics {
                id: natural

                font.pixelSize: root.size
                text: root.value
            }
        }

        Words {
            x: 40
            y: value.y
            height: value.height
            visible: root.value === "" && root.hint !== ""
            text: root.hint
            size: Theme.body
            color: Theme.ink2
        }

        Rectangle {
            x: 28 + (root.value === "" ? 0 : value.implicitWidth + 4)
            y: value.y + Math.round((value.height - height) / 2)
            width: 4
            height: Math.round(root.size * 1.1)
            color: Theme.blue
        }
    }

    Row {
        id: fault

        y: box.height + 8
        spacing: 12
        visible: root.errorBelow

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "warn"
            size: 36
            color: Theme.red
            ground: Theme.paper
        }

        Words {
            text: root.error
            size: Theme.small
            color: Theme.red
        }
    }
}
