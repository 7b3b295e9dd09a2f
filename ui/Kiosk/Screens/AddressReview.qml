pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The label as it will be printed, with a way to change each half.
StepPage {
    id: root

    required property var view

    question: Texts.book["address.review"]
    about: Texts.book["address.review_about"]
    asideHeight: bill.implicitHeight
    answers: true

    aside: Waybill {
        id: bill

        width: parent.width
        height: Theme.portrait ? implicitHeight : Math.max(implicitHeight, 280)
        recipient: root.view.recipient
        phone: root.view.phone
        lines: root.view.label
        size: Theme.large ? Theme.body : Theme.lead
    }

    Row {
        y: root.reachY
        width: parent.width
        spacing: Theme.gap

        SideButton {
            objectName: "address.edit.address"
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["address.edit_address"]
            onTouched: Flow.send("edit", {
                "field": "address"
            })
        }

        SideButton {
            objectName: "address.edit.phone"
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["address.edit_phone"]
            onTouched: Flow.send("edit", {
                "field": "phone"
            })
        }
    }

    actions: MainButton {
        objectName: "address.next"
        width: parent.width
        label: Texts.book["address.next"]
        onTouched: Flow.send("next")
    }
}
