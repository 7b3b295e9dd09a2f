pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Six boxes: how many digits were typed at the pad. Which ones, this machine never knows.
Column {
    id: root

    required property var view
    readonly property int digits: root.view.digits

    spacing: Theme.large && !Theme.portrait ? 16 : 24

    Item {
        width: parent.width
        height: Math.max(typed.height, left.height)

        Words {
            id: typed

            anchors.verticalCenter: parent.verticalCenter
            text: Texts.fill(Texts.book["pay.digits"], {
                "n": root.digits
            })
            size: Theme.sentence
            strong: true
        }

        Words {
            id: left

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            visible: root.view.seconds_left !== null
            text: Texts.fill(Texts.book["pay.seconds"], {
                "n": root.view.seconds_left ?? 0
            })
            color: Theme.ink2
        }
    }

    Row {
        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: 6

            Rectangle {
                id: box

                required property int index

                width: (root.width - 5 * Theme.gap) / 6
                height: Theme.portrait ? 128 : 96
                radius: Theme.radius
                color: Theme.surface
                border.width: box.index === root.digits ? 4 : Theme.border
                border.color: box.index === root.digits ? Theme.blue : Theme.edge

                Rectangle {
                    anchors.centerIn: parent
                    visible: box.index < root.digits
                    width: 28
                    height: 28
                    radius: 14
                    color: Theme.ink
                }
            }
        }
    }

    IconLine {
        visible: Boolean(root.view.tries_left)
        width: parent.width
        icon: "warn"
        color: Theme.red
        text: Texts.fill(Texts.book["pay.tries_left"], {
            "n": root.view.tries_left ?? 0
        })
    }

    IconLine {
        visible: !(Theme.large && Boolean(root.view.tries_left))
        width: parent.width
        icon: "lock"
        text: Texts.book[Theme.large || !Theme.portrait || Boolean(root.view.tries_left) ? "pay.pad_short" : "pay.pad"]
    }
}
