pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Label above value; what is wrong is said below it. What is being composed stands behind the value, underlined amber.
// A value that is too long for its line shows its end, where one writes.
Item {
    id: root

    required property string label
    required property string value
    property string pad: "" // of the keyboard: how numbers are grouped
    property string composing: ""
    property string hint: ""
    property string error: ""
    property bool wrong: root.error !== "" // red, even where there is no room for the words
    property bool active: true // the keyboard writes here
    property bool errorInside: false // in place of the label, where there is no room below
    property color ground: Theme.surface
    property int size: Theme.lead
    readonly property bool errorBelow: root.error !== "" && !root.errorInside
    readonly property string whole: root.grouped(root.pad, root.value)
    readonly property string shown: root.active ? root.whole : cut.elidedText // who writes sees the end, who reads the beginning
    readonly property bool empty: root.value === "" && root.composing === ""
    readonly property int fittingSize: Math.max(24, Math.min(root.size, Math.floor(root.size * line.width / Math.max(1, natural.advanceWidth + 16))))

    implicitHeight: box.height + (root.errorBelow ? fault.height + 8 : 0)
    Accessible.role: Accessible.EditableText
    Accessible.name: root.label
    Accessible.focused: root.active

    // As people read them out: 138 0013 8000, 500103 19900101 0010, 渝A 12345, fours.
    function grouped(pad: string, text: string): string {
        const lengths = {
            "phone": [3, 4, 4],
            "id_number": [6, 8, 4],
            "plate": [2, 6],
            "decision_number": [4, 4, 4, 4]
        }[pad];
        if (lengths === undefined)
            return text;
        const parts = [];
        let from = 0;
        for (const length of lengths) {
            parts.push(text.slice(from, from + length));
            from += length;
        }
        return parts.concat(text.slice(from)).filter(part => part !== "").join(" ");
    }

    TextMetrics {
        id: natural

        font.pixelSize: root.size
        text: root.whole + root.composing
    }

    TextMetrics {
        id: cut

        font.pixelSize: root.fittingSize
        text: root.whole
        elide: Text.ElideRight
        elideWidth: line.width - 8
    }

    Rectangle {
        id: box

        width: root.width
        height: Math.ceil(Theme.caption * 1.48) + Math.ceil(root.size * 1.48) + 30
        radius: Theme.radius
        color: root.ground
        border.width: root.active || root.wrong ? 4 : Theme.border
        border.color: root.wrong ? Theme.red : root.active ? Theme.blue : Theme.edge

        Words {
            id: caption

            x: sign.visible ? sign.x + sign.width + 8 : 28
            y: 12
            text: root.errorInside && root.error !== "" ? root.error : root.label
            size: Math.max(24, Math.min(Theme.caption, Math.floor(Theme.caption * (root.width - caption.x - 28) / Math.max(1, captionNatural.advanceWidth))))
            leading: 1.35
            height: Math.ceil(Theme.caption * 1.48)
            color: root.errorInside && root.error !== "" ? Theme.red : Theme.ink2

            TextMetrics {
                id: captionNatural

                font.pixelSize: Theme.caption
                text: caption.text
            }
        }

        Icon {
            id: sign

            visible: root.wrong && !root.errorBelow // below, it stands beside its words
            x: 28
            anchors.verticalCenter: caption.verticalCenter
            name: "warn"
            size: Theme.caption
            color: Theme.red
            ground: root.ground
        }

        Flickable {
            id: line

            x: 28
            y: 12 + Math.ceil(Theme.caption * 1.48)
            width: root.width - 72
            height: Math.ceil(root.size * 1.48) + 8
            clip: true
            interactive: false
            contentWidth: Math.max(width, caret.x + caret.width)
            contentX: root.active ? contentWidth - width : 0

            Words {
                id: value

                text: root.shown
                size: root.fittingSize
                height: line.height - 8
            }

            Words {
                id: composing

                x: value.implicitWidth
                text: root.composing
                size: root.fittingSize
                height: line.height - 8
            }

            Rectangle {
                x: composing.x
                y: Math.min(line.height - 4, Math.round(composing.height / 2 + root.fittingSize * 0.66))
                width: composing.implicitWidth
                height: 4
                visible: root.composing !== ""
                color: Theme.amber
            }

            Rectangle {
                id: caret

                x: root.empty ? 0 : composing.x + (root.composing === "" ? 0 : composing.implicitWidth) + 4
                y: Math.round((line.height - 8 - height) / 2)
                width: 4
                height: Math.round(root.size * 1.1)
                visible: root.active
                color: Theme.blue
            }
        }

        Words {
            x: root.active ? 40 : 28
            y: line.y
            height: line.height - 8
            visible: root.empty && root.hint !== ""
            text: root.hint
            size: Math.max(24, Math.min(Theme.body, Math.floor(Theme.body * (root.width - 72) / Math.max(1, hintNatural.advanceWidth))))
            color: Theme.ink2

            TextMetrics {
                id: hintNatural

                font.pixelSize: Theme.body
                text: root.hint
            }
        }
    }

    Row {
        id: fault

        y: box.height + 8
        spacing: 12
        visible: root.errorBelow

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "warn"
            size: 36
            color: Theme.red
            ground: Theme.paper
        }

        Words {
            text: root.error
            size: Theme.small
            color: Theme.red
        }
    }
}
