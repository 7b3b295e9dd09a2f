pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 缴费: what to do with the card, how far the bank is, and one of the three truths about the money.
StepPage {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    readonly property bool told: ["approved", "declined", "not_charged", "unknown"].indexOf(root.phase) >= 0
    readonly property bool repeatable: root.phase === "declined" || root.phase === "not_charged"
    readonly property bool clarified: root.phase === "unknown" && !root.view.clarifying
    readonly property bool slipDone: root.view.slip !== "none" && root.view.slip !== "printing"
    readonly property bool cancellable: root.phase === "reading" || root.phase === "choose" || root.phase === "pin"
    readonly property bool narrow: Theme.large && !Theme.portrait // no room for a second sentence above boxes and buttons
    readonly property bool waits: root.phase === "saving" || root.phase === "reading" || root.phase === "working" || (root.phase === "unknown" && root.view.clarifying)

    answers: root.phase === "choose"
    question: Texts.book["pay.phase." + root.phase]
    about: {
        if (root.narrow && (root.phase === "pin" || root.phase === "choose"))
            return "";
        if (root.phase === "take_card")
            return Texts.book["pay.about.take_card." + root.view.outcome] ?? "";
        if (root.view.is_slow)
            return Texts.book["pay.about.working_slow"];
        return Texts.book[root.clarified ? "pay.about.unknown_told" : "pay.about." + root.phase] ?? "";
    }
    asideHeight: root.phase === "unknown" ? (Theme.large ? 820 : 700) : Theme.large && root.phase === "pin" ? 600 : 664

    aside: Item {
        anchors.fill: parent

        PaySheet {
            anchors.fill: parent
            visible: !root.told
            view: root.view
        }

        PayTruth {
            anchors.fill: parent
            visible: root.told
            view: root.view
        }
    }

    Column {
        width: parent.width
        spacing: Theme.large ? 16 : 32

        PayPin {
            visible: root.phase === "pin"
            width: parent.width
            view: root.view
        }

        WaitingDots {
            visible: root.phase === "insert"
            text: Texts.book["pay.waiting"] + (root.view.seconds_left !== null ? "　" + Texts.fill(Texts.book["pay.seconds"], {
                    "n": root.view.seconds_left
                }) : "")
        }

        WaitingDots {
            visible: root.waits
            text: Texts.book[root.phase === "unknown" ? "pay.asking" : "pay.phase." + root.phase]
        }

        IconLine {
            visible: root.phase === "insert" || root.phase === "reading" || root.phase === "working"
            width: parent.width
            icon: "bankcard"
            iconSize: 56
            text: Texts.book[Theme.large ? "pay.keep_in_short" : "pay.keep_in"]
        }

        IconLine {
            visible: root.phase === "take_card"
            width: parent.width
            icon: "bankcard"
            iconSize: 56
            color: Theme.amber
            text: Texts.book["pay.then_on"]
        }

        IconLine {
            visible: root.repeatable && !Theme.large
            width: parent.width
            icon: "check"
            iconSize: 56
            text: Texts.book["pay.nothing_charged"]
        }

        Repeater {
            model: root.phase === "choose" ? root.view.applications : []

            SideButton {
                required property int index
                required property string modelData

                objectName: "pay.choose." + index
                width: parent.width
                icon: "bankcard"
                label: modelData
                onTouched: Flow.send("choose", {
                    "index": index
                })
            }
        }
    }

    actions: Row {
        anchors.fill: parent
        spacing: Theme.gap

        SideButton {
            objectName: "pay.no_card"
            visible: root.phase === "insert"
            can: visible
            width: parent.width
            label: Texts.book["pay.no_card"]
            onTouched: Flow.send("no_card")
        }

        SideButton {
            objectName: "pay.cancel"
            visible: root.cancellable
            can: visible
            width: parent.width
            label: Texts.book["pay.cancel"]
            onTouched: Flow.send("cancel")
        }

        SideButton {
            objectName: "pay.without"
            visible: root.repeatable
            can: visible
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["pay.without"]
            onTouched: Flow.send("without")
        }

        MainButton {
            objectName: "pay.retry"
            visible: root.repeatable
            can: visible
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["pay.retry"]
            onTouched: Flow.send("retry")
        }

        MainButton {
            objectName: "pay.next"
            visible: root.phase === "approved" || root.clarified
            can: root.phase === "approved" || (root.clarified && root.slipDone)
            width: parent.width
            label: Texts.book[root.phase === "approved" ? "pay.next" : root.slipDone ? "pay.finish" : "pay.printing"]
            onTouched: Flow.send("next")
        }
    }
}
