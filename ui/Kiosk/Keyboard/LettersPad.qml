pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Digits, letters, and the words of a Chinese house number, on the tinted ground of a keyboard.
Rectangle {
    id: root

    property string doneLabel: ""
    property string doneName: "done"
    readonly property int columns: Theme.portrait ? 10 : 14
    readonly property var rows: Theme.portrait ? ["1234567890", ["号", "栋", "幢", "单元", "室", "楼", "层", "附", "-", "/"], "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM#"] : [["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "号", "栋", "幢", "单元"], ["Q", "W", "E", "R", "T", "Y", "U", "I", "O", "P", "室", "楼", "层", "附"], "ASDFGHJKL-/#", "ZXCVBNM"]
    readonly property int side: Theme.portrait ? 14 : 96
    readonly property int gap: 16
    readonly property real keyWidth: (root.width - 2 * root.side - (root.columns - 1) * root.gap) / root.columns
    readonly property int lines: Theme.portrait ? 6 : 4
    readonly property real keyHeight: (root.height - 32 - (root.lines - 1) * root.gap) / root.lines

    signal typed(string text)
    signal backspace
    signal cleared
    signal done

    color: Theme.pale

    function spanned(count: int): real {
        return count * root.keyWidth + (count - 1) * root.gap;
    }

    function place(column: real): real {
        return root.side + column * (root.keyWidth + root.gap);
    }

    function lineAt(index: int): real {
        return 16 + index * (root.keyHeight + root.gap);
    }

    Rectangle {
        width: parent.width
        height: 2
        color: Theme.mid
    }

    Repeater {
        model: root.rows.length

        Item {
            id: line

            required property int index
            readonly property var keys: root.rows[line.index]
            readonly property real inset: Theme.portrait && line.index === 3 ? 0.5 : 0

            Repeater {
                model: line.keys.length

                Key {
                    required property int index

                    objectName: "key." + line.keys[index]
                    label: line.keys[index]
                    x: root.place(index + line.inset)
                    y: root.lineAt(line.index)
                    width: root.keyWidth
                    height: root.keyHeight
                    size: line.keys[index].length > 1 ? 36 : 44
                    onTouched: root.typed(line.keys[index])
                }
            }
        }
    }

    Key {
        objectName: "key.backspace"
        label: Texts.book["key.backspace"]
        icon: "backspace"
        isFunction: true
        x: root.place(Theme.portrait ? 8 : 12)
        y: root.lineAt(Theme.portrait ? 4 : 2)
        width: root.spanned(2)
        height: root.keyHeight
        onTouched: root.backspace()
    }

    Key {
        objectName: "key.clear"
        label: Texts.book["key.clear"]
        isFunction: true
        x: root.place(Theme.portrait ? 0 : 7)
        y: root.lineAt(Theme.portrait ? 5 : 3)
        width: root.spanned(Theme.portrait ? 3 : 2)
        height: root.keyHeight
        onTouched: root.cleared()
    }

    MainButton {
        objectName: root.doneName
        label: root.doneLabel
        x: root.place(Theme.portrait ? 3 : 9)
        y: root.lineAt(Theme.portrait ? 5 : 3)
        width: root.spanned(Theme.portrait ? 7 : 5)
        height: root.keyHeight
        onTouched: root.done()
    }
}
