pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Every device of the cabinet, at what it asks for.
SheetPage {
    id: root

    readonly property var acts: [["id_card_reader", "insert"], ["bank_card_reader", "insert"], ["pin_pad", "press"], ["camera", "look"], ["receipt_printer", "take"], ["document_printer", "take"], ["document_camera", "insert"], ["code_scanner", "insert"]]
    readonly property real cell: Theme.portrait ? (Theme.contentWidth - 24) / 2 : (Theme.contentWidth - 72) / 4

    name: "devices"

    Grid {
        columns: Theme.portrait ? 2 : 4
        spacing: 24

        Repeater {
            model: root.acts

            Sheet {
                id: sheet

                required property var modelData

                width: root.cell
                height: Theme.portrait ? 408 : 430

                DevicePicture {
                    x: 16
                    y: 16
                    width: parent.width - 32
                    height: parent.height - words.height - 40
                    device: sheet.modelData[0]
                    act: sheet.modelData[1]
                }

                Words {
                    id: words

                    x: 16
                    y: parent.height - height - 12
                    width: parent.width - 32
                    horizontalAlignment: Text.AlignHCenter
                    text: Texts.book["gallery.device." + sheet.modelData[0]]
                    size: Math.min(Theme.small, 32)
                }
            }
        }
    }
}
