pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 停用与恢复: for which reason, so that citizens and the office read it.
StepPage {
    id: root

    required property var view
    readonly property bool isClosed: Boolean(root.view.closed)

    question: Texts.book[root.isClosed ? "maintenance.service.closed" : "maintenance.service.question"]
    about: root.isClosed ? Texts.fill(Texts.book["maintenance.service.because"], {
        "reason": Texts.book["out_of_service.reason." + root.view.closed] ?? ""
    }) : Texts.book["maintenance.service.about"]
    split: false

    Column {
        y: Theme.portrait ? Math.max(0, 640 - root.bodyY) : 0
        width: parent.width
        spacing: 24

        Grid {
            visible: !root.isClosed
            columns: Theme.portrait ? 1 : 2
            spacing: 16

            Repeater {
                model: root.isClosed ? 0 : root.view.reasons.length

                SideButton {
                    id: reason

                    required property int index
                    readonly property string word: root.view.reasons[reason.index]

                    objectName: "maintenance.close." + reason.word
                    width: Theme.portrait ? root.bodyWidth : Math.floor((root.bodyWidth - 16) / 2)
                    height: Math.max(Theme.touch, 104)
                    can: !root.view.working
                    label: Texts.book["out_of_service.reason." + reason.word] ?? ""
                    onTouched: Flow.send("close", {
                        "reason": reason.word
                    })
                }
            }
        }

        IconLine {
            visible: Boolean(root.view.failure)
            width: parent.width
            icon: "cross"
            color: Theme.red
            text: root.view.failure ? Says.hint(root.view.failure) : ""
        }
    }

    actions: MainButton {
        objectName: "maintenance.open"
        visible: root.isClosed
        width: root.workWidth
        can: root.isClosed && !root.view.working
        label: Texts.book["maintenance.service.open"]
        onTouched: Flow.send("open")
    }
}
