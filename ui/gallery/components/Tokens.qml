pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The colours and the sizes of type, by their names in Theme.
SheetPage {
    id: root

    readonly property var colours: ["paper", "surface", "sunken", "line", "edge", "ink", "ink2", "deep", "blue", "mid", "soft", "pale", "faint", "amber", "amberText", "sand", "glow", "red", "redTint", "primary", "primaryPressed", "pressed"]
    readonly property var sizes: ["caption", "small", "body", "lead", "question", "number"]

    name: "tokens"

    Section {
        width: root.sectionWidth
        name: "colours"
        gap: 16

        Repeater {
            model: root.colours

            Column {
                id: colour

                required property string modelData

                width: (root.sectionWidth - 48) / 4
                spacing: 4

                Rectangle {
                    width: parent.width
                    height: Theme.portrait ? 88 : 64
                    radius: Theme.radius
                    color: Theme[colour.modelData]
                    border.width: Theme.hairline
                    border.color: Theme.line
                }

                Words {
                    text: colour.modelData
                    size: 24
                    leading: 1.2
                    color: Theme.ink2
                }
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "type"

        Repeater {
            model: root.sizes

            Item {
                id: type

                required property string modelData
                readonly property int size: Theme[type.modelData]

                width: root.sectionWidth
                height: words.height

                Words {
                    anchors.baseline: words.baseline
                    text: type.modelData + " " + type.size
                    size: 24
                    color: Theme.ink2
                }

                Words {
                    id: words

                    x: 240
                    text: Texts.book[type.modelData === "number" ? "gallery.sample.figure" : "gallery.sample.words"]
                    size: type.size
                    strong: type.size >= Theme.question
                    leading: 1.25
                }
            }
        }
    }
}
