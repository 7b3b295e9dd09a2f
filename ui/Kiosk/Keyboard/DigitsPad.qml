pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Twelve keys for a number.
Grid {
    id: root

    property real keyHeight: 112
    readonly property real keyWidth: (root.width - 2 * root.spacing) / 3

    signal typed(string text)
    signal backspace
    signal cleared

    columns: 3
    spacing: 16

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

        Key {
            required property string modelData

            objectName: "key." + modelData
            label: modelData
            width: root.keyWidth
            height: root.keyHeight
            size: 56
            onTouched: root.typed(modelData)
        }
    }

    Key {
        objectName: "key.clear"
        label: Texts.book["key.clear"]
        isFunction: true
        width: root.keyWidth
        height: root.keyHeight
        onTouched: root.cleared()
    }

    Key {
        objectName: "key.0"
        label: "0"
        width: root.keyWidth
        height: root.keyHeight
        size: 56
        onTouched: root.typed("0")
    }

    Key {
        objectName: "key.backspace"
        label: Texts.book["key.backspace"]
        icon: "backspace"
        isFunction: true
        width: root.keyWidth
        height: root.keyHeight
        onTouched: root.backspace()
    }
}
