pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 就绪报告: what it will say, and on which way it goes.
StepPage {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    readonly property bool busy: root.phase === "printing" || root.phase === "exporting"
    readonly property bool ready: root.view.passed === root.view.count

    question: Texts.book[root.ready ? "readiness.ready" : "readiness.not_ready"]
    about: Texts.fill(Texts.book["maintenance.report.about"], {
        "passed": root.view.passed,
        "count": root.view.count
    })
    split: false

    Column {
        width: parent.width
        spacing: 24

        IconLine {
            visible: root.view.failed.length > 0
            width: parent.width
            icon: "cross"
            color: Theme.red
            text: Texts.fill(Texts.book["maintenance.report.failed"], {
                "parts": root.view.failed.map(name => Says.part(name)).join(Texts.book["maintenance.report.and"])
            })
        }

        IconLine {
            visible: root.view.untested.length > 0
            width: parent.width
            icon: "help"
            text: Texts.fill(Texts.book["maintenance.report.untested"], {
                "parts": root.view.untested.map(name => Says.part(name)).join(Texts.book["maintenance.report.and"])
            })
        }

        IconLine {
            visible: root.phase !== "offer"
            width: parent.width
            icon: root.busy ? "clock" : root.phase === "failed" ? "cross" : "check"
            color: root.phase === "failed" ? Theme.red : Theme.blue
            text: root.phase === "offer" ? "" : root.phase === "failed" ? Says.hint(root.view.failure ?? "") : Texts.fill(Texts.book["maintenance.report." + root.phase], {
                "file": root.view.file
            })
        }
    }

    actions: Row {
        spacing: Theme.gap

        SideButton {
            objectName: "maintenance.export"
            width: Math.floor((root.workWidth - Theme.gap) / 2)
            height: Theme.button
            can: !root.busy
            label: Texts.book["maintenance.report.export"]
            onTouched: Flow.send("export")
        }

        MainButton {
            objectName: "maintenance.print"
            width: Math.floor((root.workWidth - Theme.gap) / 2)
            icon: "printer"
            can: !root.busy
            label: Texts.book["maintenance.report.print"]
            onTouched: Flow.send("print")
        }
    }
}
