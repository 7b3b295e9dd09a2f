pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// What is typed: road, house and flat, then the mobile number. In portrait the label fills above the field.
Item {
    id: root

    required property var view
    readonly property string name: root.view.phase // detail or phone
    readonly property string problem: root.view.errors[root.name] ?? ""

    width: Theme.stageWidth
    height: Theme.stageHeight

    Column {
        x: Theme.margin
        y: Theme.portrait ? Theme.bodyTop : 144
        width: Theme.contentWidth
        spacing: Theme.portrait ? 24 : 8

        Paragraph {
            width: parent.width
            text: Texts.book["address." + root.name]
            size: Theme.portrait ? (Theme.english ? Math.round(Theme.question * 0.86) : Theme.question) : 48
            strong: true
            leading: 1.3
        }

        Paragraph {
            width: parent.width
            visible: root.name === "phone" && Theme.portrait && !Theme.large
            text: Texts.book["address.phone_about"]
            color: Theme.ink2
        }

        Waybill {
            visible: Theme.portrait
            width: parent.width
            recipient: root.view.recipient
            phone: root.view.phone
            lines: root.view.label
            open: root.name === "detail"
            least: root.name === "detail" ? 2 : 1
        }

        Field {
            width: parent.width
            pad: keyboard.pad
            label: Theme.portrait || root.name === "phone" ? Texts.book["address." + root.name + "_label"] : root.view.label.join("")
            hint: Texts.book["address." + root.name + "_hint"]
            value: root.view[root.name]
            composing: keyboard.composing
            size: root.name === "phone" && Theme.portrait ? Theme.question : Theme.lead
            errorInside: !Theme.portrait
            error: root.problem === "" ? "" : Texts.book[root.problem]
        }
    }

    Keyboard {
        id: keyboard

        y: Theme.footerTop - height
        pad: root.name === "phone" ? "phone" : "address"
        value: root.view[root.name]
        doneName: "address.next"
        doneLabel: Texts.book["address." + root.name + "_done"]
        onTyped: text => root.write("type", text)
        onErased: root.write("backspace", "")
        onCleared: root.write("clear", "")
        onDone: Flow.send("next")
    }

    function write(action: string, text: string) {
        Flow.send(action, text === "" ? {
            "field": root.name
        } : {
            "field": root.name,
            "text": text
        });
    }
}
