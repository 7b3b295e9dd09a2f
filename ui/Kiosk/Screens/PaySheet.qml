pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What is to be paid, the four steps of paying, and the device with the card.
Sheet {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    readonly property var steps: ["insert", "pin", "working", "take_card"]
    readonly property int current: {
        const place = {
            "saving": 0,
            "insert": 0,
            "reading": 1,
            "choose": 1,
            "pin": 1,
            "working": 2,
            "take_card": 3
        };
        return place[root.phase] ?? 4;
    }
    readonly property var finished: root.view.finished // what is behind it truly: a card may come out before anything was asked

    Column {
        x: 40
        y: 36
        spacing: 4

        Words {
            text: Texts.book["pay.fee"]
            size: Theme.small
            color: Theme.ink2
        }

        Words {
            objectName: "pay.amount"
            text: "¥ " + (root.view.amount_fen / 100).toFixed(2)
            size: Math.min(Theme.number, 88)
            strong: true
            leading: 1.2
        }
    }

    Column {
        x: 40
        y: parent.height - height - 56
        spacing: Theme.large ? 12 : 32

        Repeater {
            model: root.steps

            Row {
                id: step

                required property int index
                required property string modelData
                readonly property bool passed: root.finished.indexOf(step.modelData) >= 0
                readonly property bool now: step.index === root.current

                spacing: 24

                Rectangle {
                    anchors.verticalCenter: parent.verticalCenter
                    width: 48
                    height: 48
                    radius: 24
                    color: step.passed ? Theme.primary : Theme.surface
                    border.width: step.now ? 6 : step.passed ? 0 : Theme.border
                    border.color: step.now ? Theme.blue : Theme.edge

                    Icon {
                        anchors.centerIn: parent
                        visible: step.passed
                        name: "check"
                        size: 32
                        color: Theme.primaryText
                        ground: Theme.primary
                    }

                    Words {
                        anchors.centerIn: parent
                        visible: !step.passed
                        text: step.index + 1
                        size: 26
                        strong: true
                        color: step.now ? Theme.blue : Theme.ink2
                    }
                }

                Words {
                    anchors.verticalCenter: parent.verticalCenter
                    text: Texts.book["pay.step." + step.modelData]
                    strong: step.now
                    color: step.now ? Theme.blue : step.passed ? Theme.ink : Theme.ink2
                }
            }
        }
    }

    PayPicture {
        x: Theme.large ? parent.width * 0.44 : parent.width * 0.34
        y: 40
        width: parent.width - x - 24
        height: parent.height - 80
        phase: root.phase
    }
}
