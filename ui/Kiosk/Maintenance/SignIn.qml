pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 登录: staff number, then PIN. Of the PIN one sees how many digits there are.
StepPage {
    id: root

    required property var view
    readonly property bool isPin: root.view.field === "pin"
    readonly property bool locked: root.view.outcome === "locked"
    readonly property string said: root.view.outcome ? Texts.fill(Texts.book["maintenance.sign_in." + root.view.outcome], {
        "minutes": root.view.locked_minutes
    }) : ""
    readonly property real padHeight: Theme.portrait ? 640 : 600
    readonly property real padWidth: Theme.portrait ? Theme.contentWidth : Theme.asideWidth

    question: Texts.book["maintenance.sign_in.question_" + (root.isPin ? "pin" : "number")]
    about: Texts.book["maintenance.sign_in.about"]
    split: !Theme.portrait

    Column {
        width: parent.width
        spacing: 24

        Row {
            spacing: Theme.gap

            Repeater {
                model: root.isPin ? 8 : 4

                Rectangle {
                    id: box

                    required property int index
                    readonly property int typed: root.isPin ? root.view.digits : root.view.number.length

                    width: Math.floor((root.bodyWidth - 7 * Theme.gap) / 8)
                    height: Theme.portrait ? 120 : 96
                    radius: Theme.radius
                    color: Theme.surface
                    border.width: box.index === box.typed && !root.locked ? 4 : Theme.border
                    border.color: box.index === box.typed && !root.locked ? Theme.blue : Theme.edge

                    Words {
                        anchors.centerIn: parent
                        visible: !root.isPin && box.index < box.typed
                        text: root.isPin ? "" : root.view.number.charAt(box.index)
                        size: Theme.lead
                        strong: true
                        leading: 1.2
                    }

                    Rectangle {
                        anchors.centerIn: parent
                        visible: root.isPin && box.index < box.typed
                        width: 28
                        height: 28
                        radius: 14
                        color: Theme.ink
                    }
                }
            }
        }

        IconLine {
            visible: root.said !== ""
            width: parent.width
            icon: root.locked ? "lock" : "warn"
            color: Theme.red
            text: root.said
        }

        IconLine {
            visible: root.view.working
            width: parent.width
            icon: "clock"
            text: Texts.book["maintenance.sign_in.working"]
        }
    }

    Grid {
        parent: root
        x: Theme.margin
        y: Theme.portrait ? Theme.bodyBottom - root.padHeight : 288
        columns: 3
        spacing: 16

        Repeater {
            model: 12

            DigitKey {
                id: key

                required property int index
                readonly property string digit: key.index < 9 ? String(key.index + 1) : "0"

                objectName: key.index === 9 ? "maintenance.erase" : key.index === 11 ? "maintenance.quit" : "maintenance.digit." + key.digit
                width: Math.floor((root.padWidth - 32) / 3)
                height: Math.floor((root.padHeight - 48) / 4)
                can: key.index === 11 || (!root.locked && !root.view.working)
                icon: key.index === 9 ? "backspace" : key.index === 11 ? "end" : ""
                label: key.index === 9 ? Texts.book["maintenance.sign_in.erase"] : key.index === 11 ? Texts.book["maintenance.sign_in.quit"] : key.digit
                onTouched: root.struck(key.index, key.digit)
            }
        }
    }

    function struck(index: int, digit: string) {
        if (index === 9)
            Flow.send("erase");
        else if (index === 11)
            Flow.send("leave");
        else
            Flow.send("digit", {
                "digit": digit
            });
    }
}
