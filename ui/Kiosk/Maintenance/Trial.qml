pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Screens
import Kiosk.Theme

// One test: what the device does now, and what a person is to look at.
StepPage {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    readonly property bool live: root.view.name === "camera" && root.phase === "doing"
    readonly property bool judging: root.phase === "judging" || root.live
    readonly property bool done: root.phase === "done"
    readonly property bool touching: root.view.name === "touch" && root.phase === "doing"
    readonly property var drawn: ({
            "id_card_reader": "id-card-reader",
            "bank_card_reader": "bank-card-reader",
            "pin_pad": "pin-pad",
            "receipt_printer": "receipt-printer",
            "code_scanner": "code-scanner",
            "document_printer": "document-printer",
            "document_camera": "document-camera"
        })
    readonly property string sentence: {
        if (root.phase === "testing")
            return Texts.book["maintenance.trial.testing"];
        if (root.done)
            return Texts.book[root.view.passed ? "maintenance.trial.passed" : "maintenance.trial.failed"];
        return Texts.book["maintenance.trial." + (root.judging ? "judge." : "do.") + root.view.name] ?? "";
    }

    question: Texts.fill(Texts.book["maintenance.trial.question"], {
        "part": Says.part(root.view.name)
    })
    split: false

    Column {
        id: words

        width: parent.width
        spacing: 24
        visible: !root.touching

        IconLine {
            width: parent.width
            icon: root.done ? (root.view.passed ? "check" : "cross") : root.judging ? "search" : "clock"
            color: root.done && !root.view.passed ? Theme.red : Theme.blue
            text: root.sentence
        }

        Words {
            visible: root.view.name === "cabinet" && root.phase === "doing" && root.view.shown !== ""
            text: Texts.book["maintenance.lamp." + root.view.shown] ?? ""
            size: Theme.lead
            strong: true
        }

        Paragraph {
            width: parent.width
            visible: root.done && Boolean(root.view.failure)
            text: root.view.failure ? Says.hint(root.view.failure) : ""
            balanced: false
            color: Theme.ink2
        }
    }

    Loader {
        y: words.height + 32
        width: parent.width
        height: parent.height - y
        active: root.live
        sourceComponent: FaceCamera {}
    }

    Loader {
        y: words.height + 32
        width: parent.width
        height: Math.min(parent.height - y, 640)
        active: root.view.picture !== "" && !root.done
        sourceComponent: DocumentPicture {
            source: "image://evidence/" + root.view.picture
            name: Texts.book["maintenance.trial.picture"]
        }
    }

    Art {
        readonly property real side: Math.min(root.bodyWidth, root.bodyHeight - words.height - 64, 560)

        visible: root.drawn[root.view.name] !== undefined && !root.live && root.view.picture === ""
        x: (root.bodyWidth - side) / 2
        y: words.height + 48
        width: side
        height: side
        name: root.drawn[root.view.name] ?? ""
    }

    TouchTrial {
        parent: root
        anchors.fill: parent
        visible: root.touching
        enabled: root.touching
    }

    actions: Row {
        spacing: Theme.gap

        SideButton {
            objectName: root.done ? "maintenance.again" : "maintenance.judge_bad"
            visible: root.done || root.judging
            can: root.done || root.judging
            width: Math.floor((root.workWidth - Theme.gap) / 2)
            height: Theme.button
            icon: root.done ? "redo" : "cross"
            label: Texts.book[root.done ? "maintenance.trial.again" : "maintenance.trial.bad"]
            onTouched: root.done ? Flow.send("again") : Flow.send("judge", {
                "on": false
            })
        }

        MainButton {
            objectName: root.done ? "maintenance.back" : "maintenance.judge_good"
            visible: root.done || root.judging
            can: root.done || root.judging
            width: Math.floor((root.workWidth - Theme.gap) / 2)
            icon: root.done ? "" : "check"
            label: Texts.book[root.done ? "maintenance.trial.back" : "maintenance.trial.good"]
            onTouched: root.done ? Flow.send("back") : Flow.send("judge", {
                "on": true
            })
        }
    }
}
