pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 耗材: used since the last refill; touched after a refill, it is counted anew.
StepPage {
    id: root

    required property var view

    question: Texts.book["maintenance.supplies.question"]
    about: Texts.book["maintenance.supplies.about"]
    split: false

    Column {
        y: Theme.portrait ? Math.max(0, 640 - root.bodyY) : 0
        width: parent.width
        spacing: 24

        Repeater {
            model: root.view.levels.length

            Sheet {
                id: level

                required property int index
                readonly property var row: root.view.levels[level.index]
                readonly property bool known: level.row.left !== null && level.row.left !== undefined

                width: root.bodyWidth
                height: Math.max(160, Theme.touch + 48)

                Column {
                    x: 32
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - 64 - button.width - 24
                    spacing: 4

                    Words {
                        text: Says.supply(level.row.name)
                        size: Theme.body
                        strong: true
                    }

                    Paragraph {
                        width: parent.width
                        text: Texts.fill(Texts.book[level.known ? "maintenance.supplies.level" : "maintenance.supplies.unknown"], {
                            "left": level.row.left ?? 0,
                            "used": level.row.used,
                            "when": level.row.refilled
                        })
                        size: Theme.caption
                        balanced: false
                        color: Theme.ink2
                    }
                }

                SideButton {
                    id: button

                    objectName: "maintenance.refill." + level.row.name
                    anchors.right: parent.right
                    anchors.rightMargin: 24
                    anchors.verticalCenter: parent.verticalCenter
                    width: 280
                    height: Math.max(Theme.touch, 96)
                    label: Texts.book["maintenance.supplies.refilled"]
                    onTouched: Flow.send("refill", {
                        "name": level.row.name
                    })
                }
            }
        }
    }
}
