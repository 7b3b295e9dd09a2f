pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The office is asked, or did not answer: nothing was lodged, so nothing is lost.
StepPage {
    id: root

    required property var view
    readonly property bool failed: root.view.phase === "failed"

    question: Texts.book[root.failed ? "violations.failed" : "violations.asking"]
    about: Texts.book[root.failed ? "violations.failed_about" : "violations.asking_about"]
    asideHeight: 440

    aside: Sheet {
        width: parent.width
        height: Theme.portrait ? 440 : parent.height

        Column {
            anchors.centerIn: parent
            spacing: 40

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: root.failed ? "warn" : "violation-query"
                size: 144
                color: root.failed ? Theme.amber : Theme.blue
            }

            WaitingDots {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: !root.failed
                text: Texts.book["violations.waiting"]
            }
        }
    }

    Column {
        visible: root.failed
        width: root.bodyWidth
        spacing: 32

        IconLine {
            width: parent.width
            icon: "warn"
            iconSize: 56
            color: Theme.amber
            text: Texts.book["failure." + (root.view.failure ?? "network_down")] ?? ""
        }

        IconLine {
            width: parent.width
            icon: "phone"
            visible: Theme.portrait || !Theme.large
            iconSize: 56
            text: Texts.book["violations.failed_else"]
        }
    }

    actions: Row {
        width: parent.width
        spacing: Theme.gap

        SideButton {
            objectName: "violations.home"
            visible: root.failed
            can: root.failed
            width: Theme.large ? 360 : 304
            height: Theme.button
            label: Texts.book["violations.home"]
            onTouched: Flow.send("home")
        }

        MainButton {
            objectName: "violations.retry"
            visible: root.failed
            can: root.failed
            width: parent.width - (Theme.large ? 360 : 304) - Theme.gap
            label: Texts.book["violations.retry"]
            onTouched: Flow.send("retry")
        }
    }
}
