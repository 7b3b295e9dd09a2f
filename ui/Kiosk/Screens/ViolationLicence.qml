pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The own licence: points of this cycle as boxes of twelve, state, validity.
Sheet {
    id: root

    required property var licence
    required property ViolationWords say
    readonly property bool known: root.licence !== null
    readonly property int limit: root.known ? root.licence.points_limit : 12
    readonly property real pad: 32
    readonly property real box: Math.min(56, (root.width - 2 * root.pad - (root.limit - 1) * 12) / root.limit)

    Column {
        anchors.verticalCenter: parent.verticalCenter
        x: root.pad
        width: root.width - 2 * root.pad
        spacing: Theme.large ? 8 : 16

        IconLine {
            width: parent.width
            icon: "licence"
            iconSize: 56
            strong: true
            ground: Theme.surface
            text: !root.known ? Texts.book["violations.licence_none"] : Texts.fill(Texts.book["violations.licence"], {
                "points": root.licence.points,
                "limit": root.licence.points_limit
            })
        }

        Row {
            visible: root.known
            spacing: 12

            Repeater {
                model: root.known ? root.limit : 0

                Rectangle {
                    required property int index

                    width: root.box
                    height: root.box * 0.7
                    radius: 8
                    color: index < root.licence.points ? Theme.blue : Theme.surface
                    border.width: Theme.border
                    border.color: index < root.licence.points ? Theme.blue : Theme.edge
                }
            }
        }

        Paragraph {
            visible: root.known
            width: parent.width
            text: !root.known ? "" : root.say.licenceFacts(root.licence)
            size: Theme.large ? Theme.small : Theme.body
            color: Theme.ink2
        }
    }
}
