pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 读身份证: the picture shows where; the dots say what is waited for; what went wrong says how to do it again.
StepPage {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    readonly property bool failed: root.phase === "failed"
    readonly property bool again: root.phase === "again"
    readonly property string trouble: root.view.failure ? Texts.book["failure." + root.view.failure] : ""

    question: Texts.book[root.failed ? "read_id_card.failed" : root.again ? "read_id_card.again" : root.phase === "reading" ? "read_id_card.reading" : Theme.large ? "read_id_card.question_short" : "read_id_card.question"]
    about: root.failed || (root.again && Theme.large) ? "" : Texts.book[root.phase === "reading" ? "read_id_card.hold_still" : Theme.large ? "read_id_card.about_short" : "read_id_card.about"]
    asideHeight: root.failed ? 480 : Theme.large ? 660 : 744

    aside: Sheet {
        anchors.fill: parent

        DevicePicture {
            anchors.fill: parent
            anchors.margins: 24
            device: "id_card_reader"
            act: root.phase === "reading" ? "hold" : root.failed ? "empty" : "insert"
        }
    }

    Column {
        width: parent.width
        spacing: Theme.large ? 16 : 32

        WaitingDots {
            visible: !root.failed
            text: Texts.book[root.phase === "reading" ? "read_id_card.is_reading" : root.view.slow ? "read_id_card.slow" : "read_id_card.waiting"]
        }

        IconLine {
            visible: root.trouble !== ""
            width: parent.width
            icon: "warn"
            iconSize: 56
            color: Theme.red
            text: root.trouble
        }

        IconLine {
            visible: !root.failed && !root.again && !(Theme.large && Theme.portrait)
            width: parent.width
            icon: "idcard"
            iconSize: 56
            size: Theme.small
            text: Texts.book["read_id_card.also"]
            more: Texts.book["read_id_card.also_which"]
        }
    }

    actions: Row {
        anchors.fill: parent
        spacing: Theme.gap

        SideButton {
            objectName: "read_id_card.without_card"
            width: root.failed ? (parent.width - Theme.gap) / 2 : parent.width
            label: Texts.book[root.failed ? "read_id_card.elsewhere" : "read_id_card.without_card"]
            onTouched: Flow.send("without_card")
        }

        MainButton {
            objectName: "read_id_card.retry"
            visible: root.failed
            can: root.failed
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["read_id_card.retry"]
            onTouched: Flow.send("retry")
        }
    }
}
