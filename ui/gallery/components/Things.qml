pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What the citizen takes along, and photographs.
SheetPage {
    id: root

    name: "things"

    Section {
        width: root.sectionWidth
        name: "things"

        Repeater {
            model: [["slip", "receipt", "receipt_ready", true], ["idcard", "id_card", "id_card_left", true], ["bankcard", "bank_card", "taken", false]]

            ThingToTake {
                required property var modelData

                width: (root.sectionWidth - 48) / 3
                icon: modelData[0]
                name: Texts.book["thing." + modelData[1]]
                standing: Texts.book["thing." + modelData[2]]
                calling: modelData[3]
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "evidence"

        Repeater {
            model: ["shown", "loading", "none", "failed"]

            EvidencePicture {
                required property string modelData

                width: (root.sectionWidth - 24) / 2
                height: width * 2 / 3
                source: modelData === "shown" ? "image://drawing/art/contours-home/normal" : ""
                standing: modelData
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "evidence_small"

        Repeater {
            model: ["shown", "loading", "none", "failed"]

            EvidencePicture {
                required property string modelData

                width: (root.sectionWidth - 72) / 4
                height: width * 2 / 3
                source: modelData === "shown" ? "image://drawing/art/contours-home/normal" : ""
                standing: modelData
                small: true
            }
        }
    }
}
