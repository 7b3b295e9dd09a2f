pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// House, building, flat.
Item {
    id: root

    required property var view
    required property string soFar
    readonly property string problem: root.view.errors.detail ?? ""
    readonly property int padTop: Theme.portrait ? (Theme.large ? 940 : 984) : 400

    width: Theme.stageWidth
    height: Theme.stageHeight

    Column {
        x: Theme.margin
        y: Theme.portrait ? Theme.bodyTop : 144
        width: Theme.contentWidth
        spacing: Theme.portrait ? 24 : 8

        Paragraph {
            width: parent.width
            text: Texts.book["address.detail"]
            size: Theme.portrait ? (Theme.english ? Math.round(Theme.question * 0.86) : Theme.question) : 48
            strong: true
            leading: 1.3
        }

        Waybill {
            visible: Theme.portrait
            width: parent.width
            recipient: root.view.recipient
            phone: root.view.phone
            address: root.soFar
        }

        Field {
            width: parent.width
            label: Theme.portrait ? Texts.book["address.detail_label"] : root.soFar
            hint: Texts.book["address.detail_hint"]
            value: root.view.detail
            errorInside: !Theme.portrait
            error: root.problem === "" ? "" : Texts.book[root.problem]
        }
    }

    LettersPad {
        y: root.padTop
        width: parent.width
        height: Theme.footerTop - root.padTop
        doneName: "address.next"
        doneLabel: Texts.book["address.detail_done"]
        onTyped: text => Flow.send("type", {
                "field": "detail",
                "text": text
            })
        onBackspace: Flow.send("backspace", {
            "field": "detail"
        })
        onCleared: Flow.send("clear", {
            "field": "detail"
        })
        onDone: Flow.send("next")
    }
}
