pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The cabinet from the front, its parts numbered as in the list. Drawn on 280 × 880 and fitted into the room there is.
Item {
    id: root

    required property var rows
    readonly property real fit: Math.min(root.width / 280, root.height / 880)
    readonly property var places: ({
            "camera": [140, 46],
            "touch": [238, 120],
            "id_card_reader": [34, 512],
            "pin_pad": [140, 512],
            "bank_card_reader": [246, 512],
            "receipt_printer": [48, 592],
            "code_scanner": [232, 592],
            "document_printer": [232, 656],
            "document_camera": [48, 656],
            "cabinet": [48, 740],
            "ups": [232, 740],
            "speaker": [140, 592],
            "acquirer": [232, 820]
        })

    Item {
        width: 280
        height: 880
        x: (root.width - 280 * root.fit) / 2
        scale: root.fit
        transformOrigin: Item.TopLeft

        Repeater {
            // x, y, width, height, radius, fill, edge
            model: [[16, 856, 248, 14, 7, Theme.pale, 0], [24, 8, 232, 852, 20, Theme.surface, 3], [24, 8, 232, 78, 20, Theme.contrast ? Theme.pale : Theme.blue, 3], [50, 104, 180, 360, 6, Theme.pale, 3], [12, 486, 256, 44, 2, Theme.contrast ? Theme.pale : Theme.soft, 3], [50, 574, 80, 36, 6, Theme.faint, 3], [150, 574, 80, 36, 6, Theme.faint, 3], [50, 634, 180, 50, 6, Theme.faint, 3], [50, 712, 180, 120, 6, Theme.faint, 3]]

            Rectangle {
                required property var modelData

                x: modelData[0]
                y: modelData[1]
                width: modelData[2]
                height: modelData[3]
                radius: modelData[4]
                color: modelData[5]
                border.width: modelData[6]
                border.color: Theme.contrast ? Theme.edge : Theme.deep
            }
        }

        Rectangle {
            x: 66
            y: 658
            width: 148
            height: 6
            radius: 3
            color: Theme.contrast ? Theme.ink : Theme.deep
        }

        Repeater {
            model: root.rows

            Rectangle {
                id: dot

                required property var modelData
                readonly property var place: root.places[dot.modelData.name] ?? null
                readonly property string kind: dot.modelData.kind

                visible: dot.place !== null
                x: (dot.place ? dot.place[0] : 0) - width / 2
                y: (dot.place ? dot.place[1] : 0) - height / 2
                width: 44
                height: 44
                radius: 22
                color: dot.kind === "fault" ? Theme.red : dot.kind === "attention" ? Theme.sand : dot.kind === "ok" ? Theme.primary : Theme.surface
                border.width: dot.kind === "attention" ? 4 : 3
                border.color: dot.kind === "neutral" ? Theme.edge : dot.kind === "attention" ? Theme.amber : Theme.surface

                Words {
                    anchors.centerIn: parent
                    text: dot.modelData.number
                    size: Math.max(24, Math.ceil(24 / Math.min(1, root.fit)))
                    strong: true
                    leading: 1.1
                    color: dot.kind === "neutral" ? Theme.ink : dot.kind === "attention" ? Theme.amberText : dot.kind === "ok" ? Theme.primaryText : Theme.surface
                }
            }
        }
    }
}
