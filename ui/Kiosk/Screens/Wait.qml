pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 等待: somebody is asked. The sentence changes when it takes long; when nothing came, what that means and what to do.
StepPage {
    id: root

    required property var view
    property string screen: "wait" // names the targets
    readonly property string words: root.view.words
    readonly property bool failed: root.view.phase === "failed"
    readonly property bool retries: root.failed && root.view.can_retry
    readonly property bool pictured: !root.failed && Boolean(root.view.picture)
    readonly property int side: Theme.large ? 360 : 304

    // The service's own words, else those of the kind.
    function say(name: string): string {
        const own = root.words + "." + name;
        return Texts.book[Theme.large && Texts.has(own + "_short") ? own + "_short" : own] ?? Texts.book["wait." + name] ?? "";
    }

    question: root.say(root.failed ? "failed" : "waiting")
    about: root.say(root.failed ? "failed_about" : "waiting_about")
    asideHeight: root.pictured ? 640 : Theme.large ? 400 : 480

    aside: Sheet {
        width: parent.width
        height: Theme.portrait ? root.asideHeight : parent.height

        Column {
            anchors.centerIn: parent
            spacing: 48

            Loader {
                anchors.horizontalCenter: parent.horizontalCenter
                active: root.pictured
                visible: root.pictured
                sourceComponent: DevicePicture {
                    width: 560
                    height: 420
                    device: root.view.picture
                    act: "hold"
                }
            }

            Emblem {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: !root.pictured
                width: 208
                icon: root.failed ? "warn" : Drawings.ofStop(Flow.step, Flow.service)
                tone: root.failed ? "attention" : "calm"
            }

            WaitingDots {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: !root.failed
                text: root.say(root.view.slow ? "slow" : "at_work")
            }
        }
    }

    Column {
        visible: root.failed
        width: root.bodyWidth
        spacing: Theme.large ? 24 : 32

        IconLine {
            width: parent.width
            icon: "warn"
            iconSize: 56
            color: Theme.amber
            text: root.view.failure ? Texts.book["failure." + root.view.failure] ?? "" : ""
            visible: text !== ""
        }

        IconLine {
            width: parent.width
            icon: "phone"
            iconSize: 56
            text: root.say("failed_else")
            visible: text !== "" && (Theme.portrait || !Theme.large)
        }
    }

    actions: Row {
        width: parent.width
        spacing: Theme.gap

        SideButton {
            objectName: root.screen + ".home"
            visible: root.retries
            can: root.retries
            width: root.side
            height: Theme.button
            label: root.say("home")
            onTouched: Flow.send("home")
        }

        MainButton {
            objectName: root.screen + (root.retries ? ".retry" : ".home")
            visible: root.failed
            can: root.failed
            width: root.retries ? parent.width - root.side - Theme.gap : parent.width
            label: root.say(root.retries ? "retry" : "home")
            onTouched: Flow.send(root.retries ? "retry" : "home")
        }
    }
}
