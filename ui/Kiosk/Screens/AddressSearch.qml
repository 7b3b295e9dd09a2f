pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// District and street found by their sound, pinyin or its first letters, and picked with one touch. What is typed here stays
// here: the flow hears of the place that was picked only.
Item {
    id: root

    required property var view
    property string typed: ""
    readonly property var rows: ["qwertyuiop", "asdfghjkl", "zxcvbnm"]
    readonly property var places: Places.find(root.typed)
    readonly property var found: root.places.slice(0, root.rowsThatFit * root.columns) // what a page holds; who wants more types on
    readonly property int columns: Theme.portrait ? 3 : 4
    readonly property real fieldWidth: Theme.portrait ? Theme.contentWidth : 560
    readonly property real gridX: Theme.portrait ? Theme.margin : Theme.margin + root.fieldWidth + 32
    readonly property real gridY: Theme.portrait ? Math.max(Theme.reach, head.y + head.height + 24) : Math.max(Theme.reach, 152)
    readonly property int rowsThatFit: Math.max(1, Math.floor((pad.y - 16 - root.gridY) / (grid.keyHeight + grid.rowGap)))

    width: Theme.stageWidth
    height: Theme.stageHeight

    Column {
        id: head

        x: Theme.margin
        y: Theme.portrait ? Theme.bodyTop : 144
        width: root.fieldWidth
        spacing: Theme.portrait ? 24 : 8

        Paragraph {
            width: parent.width
            text: Texts.book["address.search_question"]
            size: Theme.portrait ? (Theme.english ? Math.round(Theme.question * 0.86) : Theme.question) : 48
            strong: true
            leading: 1.3
        }

        Field {
            width: parent.width
            label: Texts.book["address.search_label"]
            hint: Texts.book["address.search_hint"]
            value: root.typed
        }
    }

    ChoiceGrid {
        id: grid

        x: root.gridX
        y: root.gridY
        width: Theme.stageWidth - Theme.margin - root.gridX
        height: pad.y - 16 - root.gridY
        minimum: (width + 16) / root.columns - 17
        prefix: "address.place"
        names: root.found.map(place => place.street !== "" ? place.street : place.district)
        notes: root.found.map(place => place.street !== "" ? place.district : place.former !== "" ? Texts.fill(Texts.book["address.former"], {
                "names": place.former
            }) : Texts.book["address.then_street"])
        ids: root.found.map(place => place.code + place.street)
        onPicked: index => Flow.send("pick_place", {
                "code": root.found[index].code,
                "street": root.found[index].street
            })
    }

    Paragraph {
        x: root.gridX
        y: root.gridY
        width: grid.width
        visible: root.found.length === 0
        text: Texts.book[root.typed === "" ? "address.search_examples" : "address.search_nothing"]
        color: Theme.ink2
    }

    Rectangle {
        id: pad

        readonly property real unit: Theme.portrait ? (Theme.large ? 106 : 104) : 168
        readonly property int gap: 16
        readonly property real keyHeight: Theme.portrait ? (Theme.large ? 116 : 112) : 96
        readonly property real edge: (width - 10 * pad.unit + pad.gap) / 2

        y: Theme.footerTop - height
        width: parent.width
        height: 16 + 4 * pad.keyHeight + 3 * pad.gap + (Theme.portrait && !Theme.large ? 32 : 16)
        color: Theme.pale

        function spanned(count: real): real {
            return count * pad.unit - pad.gap;
        }

        function lineAt(index: int): real {
            return 16 + index * (pad.keyHeight + pad.gap);
        }

        Rectangle {
            width: parent.width
            height: Theme.contrast ? 3 : 2
            color: Theme.mid
        }

        Repeater {
            model: 26

            Key {
                required property int index
                readonly property int line: index < 10 ? 0 : index < 19 ? 1 : 2
                readonly property int place: index - [0, 10, 19][line]
                readonly property string letter: root.rows[line][place]

                objectName: "key." + letter
                label: Texts.fill(Texts.book["key.letter"], {
                    "letter": letter
                })
                face: letter
                x: pad.edge + (place + [0, 0.5, 1.5][line]) * pad.unit
                y: pad.lineAt(line)
                width: pad.spanned(1)
                height: pad.keyHeight
                onStruck: root.typed = (root.typed + letter).slice(0, 24)
            }
        }

        Key {
            objectName: "key.backspace"
            label: Texts.book["key.backspace"]
            icon: "backspace"
            isFunction: true
            repeats: true
            x: pad.edge + 8.5 * pad.unit
            y: pad.lineAt(2)
            width: pad.spanned(1.5)
            height: pad.keyHeight
            onStruck: root.typed = root.typed.slice(0, -1)
        }

        Key {
            objectName: "key.clear"
            label: Texts.book["key.clear"]
            isFunction: true
            x: pad.edge
            y: pad.lineAt(3)
            width: pad.spanned(3)
            height: pad.keyHeight
            onStruck: root.typed = ""
        }

        Key {
            objectName: "address.enter_other"
            label: Texts.book["address.by_list"]
            isFunction: true
            x: pad.edge + 3 * pad.unit
            y: pad.lineAt(3)
            width: pad.spanned(7)
            height: pad.keyHeight
            onStruck: Flow.send("enter_other")
        }
    }
}
