pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// The mobile number to which the messages go.
StepPage {
    id: root

    required property var view
    required property string soFar
    readonly property string problem: root.view.errors.phone ?? ""

    question: Texts.book["address.phone"]
    about: Theme.large ? "" : Texts.book["address.phone_about"]
    asideHeight: left.height

    aside: Column {
        id: left

        width: parent.width
        spacing: 24

        Waybill {
            width: parent.width
            recipient: root.view.recipient
            phone: root.view.phone
            address: root.soFar
        }

        Field {
            width: parent.width
            label: Texts.book["address.phone_label"]
            hint: Texts.book["address.phone_hint"]
            value: Texts.phone(root.view.phone)
            size: Theme.question
            error: root.problem === "" ? "" : Texts.book[root.problem]
        }
    }

    DigitsPad {
        anchors.bottom: parent.bottom
        width: parent.width
        keyHeight: Math.min(Theme.portrait ? 132 : 112, (parent.height - 48) / 4)
        onTyped: text => Flow.send("type", {
                "field": "phone",
                "text": text
            })
        onBackspace: Flow.send("backspace", {
            "field": "phone"
        })
        onCleared: Flow.send("clear", {
            "field": "phone"
        })
    }

    actions: MainButton {
        objectName: "address.next"
        width: parent.width
        label: Texts.book["address.phone_done"]
        onTouched: Flow.send("next")
    }
}
