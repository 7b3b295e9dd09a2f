pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// Every pad of the keyboard, smaller than it is.
SheetPage {
    id: root

    readonly property var pads: [["address", "pinyin"], ["text", "latin"], ["address", "digits"], ["name", "hand"], ["phone", ""], ["id_number", ""], ["plate", ""], ["decision_number", ""], ["email", ""], ["digits", ""]]
    readonly property real cell: Theme.portrait ? (Theme.contentWidth - 24) / 2 : (Theme.contentWidth - 72) / 4

    name: "layouts"

    Grid {
        columns: Theme.portrait ? 2 : 4
        columnSpacing: 24
        rowSpacing: 16

        Repeater {
            model: root.pads

            Column {
                id: place

                required property var modelData

                width: root.cell
                spacing: 4

                Words {
                    text: Texts.book["gallery.pad." + (place.modelData[1] === "" ? place.modelData[0] : place.modelData[1])]
                    size: 24
                    leading: 1.3
                    color: Theme.ink2
                }

                Item {
                    width: parent.width
                    height: keyboard.height * keyboard.scale

                    Keyboard {
                        id: keyboard

                        pad: place.modelData[0]
                        scale: root.cell / keyboard.width
                        transformOrigin: Item.TopLeft
                        doneLabel: Texts.book["gallery.sample.done"]
                        Component.onCompleted: {
                            if (place.modelData[1] !== "")
                                keyboard.turnTo(place.modelData[1]);
                        }
                    }
                }
            }
        }
    }
}
