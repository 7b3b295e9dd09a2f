pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// What withdrawing means, before it is done.
StepPage {
    id: root

    required property var view
    readonly property var one: root.view.one

    question: Texts.book["applications.withdraw_question"]
    about: Texts.fill(Texts.book["applications.withdraw_about"], {
        "service": Texts.onOneLine(Texts.book["service." + root.one.service + ".name"]),
        "tail": root.one.number.slice(-4)
    })
    asideHeight: meaning.height + 96

    aside: Sheet {
        width: parent.width
        height: Theme.portrait ? root.asideHeight : parent.height

        Column {
            id: meaning

            x: 48
            y: Theme.portrait ? 48 : Math.max(48, (parent.height - height) / 2)
            width: parent.width - 96
            spacing: 40

            Repeater {
                model: [["cross", "withdraw_ends"], ["fine-pay", root.one.paid_fen > 0 ? "withdraw_refund" : "withdraw_free"], ["redo", "withdraw_anew"]]

                IconLine {
                    required property var modelData

                    width: meaning.width
                    icon: modelData[0]
                    iconSize: 56
                    ground: Theme.surface
                    text: Texts.fill(Texts.book["applications." + modelData[1]], {
                        "yuan": Texts.yuan(root.one.paid_fen)
                    })
                }
            }
        }
    }

    actions: Row {
        anchors.fill: parent
        spacing: Theme.gap

        SideButton {
            objectName: "applications.keep"
            width: (parent.width - Theme.gap) / 2
            strong: true
            label: Texts.book["applications.keep"]
            onTouched: Flow.send("keep")
        }

        MainButton {
            objectName: "applications.withdraw"
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["applications.withdraw"]
            onTouched: Flow.send("withdraw")
        }
    }
}
