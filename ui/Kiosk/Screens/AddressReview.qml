pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The label as it will be printed, with a way to change each half.
StepPage {
    id: root

    required property var view

    // The service's own words, else those of a letter.
    function say(name: string): string {
        return Texts.book[(root.view.words ?? "address") + "." + name] ?? Texts.book["address." + name];
    }

    question: root.say("review")
    about: root.say("review_about")
    asideHeight: bill.implicitHeight
    answers: true

    aside: Waybill {
        id: bill

        width: parent.width
        height: Theme.portrait ? implicitHeight : Math.max(implicitHeight, 280)
        recipient: root.view.recipient
        phone: root.view.phone
        lines: root.view.label
        heading: root.say("waybill")
        places: root.view.source === "entered" ? [root.view.district?.name ?? "", root.view.street ?? ""] : []
        size: Theme.large ? Theme.body : Theme.lead
    }

    Grid {
        id: edits

        readonly property int count: root.view.edits.length
        readonly property bool stacked: Theme.portrait && Theme.large && edits.count > 2

        y: root.reachY
        width: parent.width
        columns: edits.stacked ? 1 : edits.count
        spacing: edits.stacked ? 16 : Theme.gap

        Repeater {
            model: root.view.edits

            SideButton {
                required property string modelData

                objectName: "address.edit." + modelData
                width: edits.stacked ? edits.width : (edits.width - (edits.count - 1) * Theme.gap) / edits.count
                label: Texts.book["address.edit_" + modelData]
                onTouched: Flow.send("edit", {
                    "field": modelData
                })
            }
        }
    }

    actions: MainButton {
        objectName: "address.next"
        width: parent.width
        label: Texts.book["address.next"]
        onTouched: Flow.send("next")
    }
}
