pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Theme

// Nobody has touched anything for a while: twenty ticks are twenty seconds.
DialogSheet {
    id: root

    readonly property int secondsLeft: Math.max(0, Flow.idleSecondsLeft)

    Item {
        width: parent.width
        height: Theme.portrait ? 360 : 220

        Repeater {
            model: 20

            Item {
                id: tick

                required property int index

                anchors.centerIn: parent
                width: 16
                height: parent.height
                rotation: (tick.index + 0.5) * 18

                Rectangle {
                    y: 6
                    width: 16
                    height: Theme.portrait ? 48 : 32
                    radius: 8
                    color: 19 - tick.index < root.secondsLeft ? Theme.amber : Theme.line
                }
            }
        }

        Words {
            anchors.centerIn: parent
            text: root.secondsLeft
            size: Theme.countdown
            strong: true
            leading: 1.2
        }
    }

    Paragraph {
        width: parent.width
        text: Texts.book["idle.question"]
        size: Theme.question
        strong: true
        leading: 1.3
        horizontalAlignment: Text.AlignHCenter
    }

    Paragraph {
        width: parent.width
        text: Texts.book[Flow.screen === "submitted" && Flow.view.number !== "" ? "idle.means_kept" : "idle.means"]
        color: Theme.ink2
        horizontalAlignment: Text.AlignHCenter
    }

    MainButton {
        objectName: "idle.continue"
        width: parent.width
        height: Theme.portrait ? 168 : 136
        size: Theme.question
        label: Texts.book["idle.continue"]
        onTouched: Flow.send("continue")
    }

    SideButton {
        objectName: "idle.end"
        width: parent.width
        height: Theme.large ? 120 : 104
        label: Texts.book["idle.end"]
        visible: Flow.canEnd
        onTouched: Flow.send("end_confirmed")
    }
}
