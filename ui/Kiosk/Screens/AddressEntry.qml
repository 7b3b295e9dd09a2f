pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// What is typed: road, house and flat, then the mobile number. The field stands right above the keyboard; in portrait the label
// fills above it, in the room that is left.
Item {
    id: root

    required property var view
    readonly property string name: root.view.phase // detail or phone
    readonly property string problem: root.view.errors[root.name] ?? ""
    readonly property int errorHeight: Math.round(Theme.small * 1.42) + 8
    readonly property int fieldHeight: Math.ceil(Theme.caption * 1.48) + Math.ceil(field.size * 1.48) + 30
    readonly property real fieldY: keyboard.y - root.fieldHeight - (Theme.portrait ? 24 + root.errorHeight : Theme.large ? 4 : 16)

    width: Theme.stageWidth
    height: Theme.stageHeight

    Column {
        id: head

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
    }

    Waybill {
        x: Theme.margin
        y: head.y + head.height + 24
        width: Theme.contentWidth
        visible: Theme.portrait
        recipient: root.view.recipient
        phone: root.view.phone
        lines: root.view.label
        places: root.view.source === "entered" ? [root.view.district?.name ?? "", root.view.street ?? ""] : []
        open: root.name === "detail"
        least: root.name === "detail" ? 2 : 1
        room: field.y - 24 - y
    }

    Field {
        id: field

        x: Theme.margin
        y: root.fieldY
        width: Theme.contentWidth
        pad: keyboard.pad
        label: Theme.portrait || root.name === "phone" ? Texts.book["address." + root.name + "_label"] : root.view.label.join("")
        hint: Texts.book["address." + root.name + "_hint"]
        value: root.view[root.name]
        composing: keyboard.composing
        size: root.name === "phone" && Theme.portrait ? Theme.question : Theme.lead
        errorInside: !Theme.portrait
        error: root.problem === "" ? "" : Texts.book[root.problem]
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
