pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// The keyboard while one writes, and its parts.
SheetPage {
    id: root

    readonly property real cell: (root.sectionWidth - 5 * 24) / 6

    name: "typing"
    footHeight: keyboard.height

    Section {
        width: root.sectionWidth
        name: "key"

        Key {
            width: root.cell
            height: 104
            label: "q"
        }

        Key {
            objectName: "pressed.key"
            width: root.cell
            height: 104
            label: "w"
        }

        Key {
            width: root.cell
            height: 104
            isFunction: true
            icon: "backspace"
            label: Texts.book["key.backspace"]
        }

        Key {
            objectName: "pressed.function"
            width: root.cell
            height: 104
            isFunction: true
            icon: "backspace"
            label: Texts.book["key.backspace"]
        }

        Key {
            width: root.cell
            height: 104
            isFunction: true
            isOn: true
            label: "ABC"
        }

        Key {
            width: root.cell
            height: 104
            can: false
            label: "e"
        }

        Key {
            width: root.sectionWidth
            height: 104
            isMain: true
            label: Texts.book["gallery.sample.done"]
        }
    }

    Section {
        width: root.sectionWidth
        name: "composing"

        Field {
            width: root.sectionWidth
            label: Texts.book["gallery.sample.street"]
            value: ""
            composing: keyboard.composing
        }
    }

    foot: Keyboard {
        id: keyboard

        pad: "address"
        doneLabel: Texts.book["gallery.sample.done"]
        Component.onCompleted: {
            for (const letter of "yuzhongqu")
                keyboard.strike(letter);
        }
    }
}
