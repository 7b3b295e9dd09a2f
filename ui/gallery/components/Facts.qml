pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What the office knows and what the citizen has said, on white paper.
SheetPage {
    id: root

    readonly property var facts: [
        {
            "key": "confirm.row.name",
            "value": Texts.book["gallery.sample.person"]
        },
        {
            "key": "confirm.row.id_number",
            "value": "500∗∗∗∗∗∗∗∗∗∗∗0010"
        }
    ]

    name: "facts"

    Section {
        width: root.sectionWidth
        name: "figure"

        Repeater {
            model: ["¥10.00", "2026-11-25"]

            Item {
                id: half

                required property string modelData

                width: root.sectionWidth
                height: figure.height

                BigFigure {
                    id: figure

                    value: half.modelData
                }
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "field_tile"

        Repeater {
            model: ["13800138000", "13800138000", "1380013800"]

            FieldTile {
                required property string modelData
                required property int index

                objectName: index === 1 ? "pressed.field" : "field." + index
                width: (root.sectionWidth - 48) / 3
                name: Texts.book["gallery.sample.phone"]
                value: modelData
                pad: "phone"
                wrong: index === 2
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "rows"

        Sheet {
            width: root.sectionWidth
            height: rows.height + 32

            Column {
                id: rows

                x: 40
                y: 16
                width: parent.width - 80

                FactRow {
                    width: parent.width
                    first: true
                    strong: true
                    label: Texts.book["confirm.row.service"]
                    value: Texts.book["gallery.sample.tile"]
                }

                FactRow {
                    width: parent.width
                    label: Texts.book["gallery.sample.phone"]
                    value: Texts.phone("13800138000")
                    editable: true
                    editName: "edit"
                }
            }
        }

        Sheet {
            width: root.sectionWidth
            height: sheet.height + 32

            FactSheet {
                id: sheet

                x: 40
                y: 16
                width: parent.width - 80
                facts: root.facts
                room: 400
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "stages"

        Repeater {
            model: [["attention", 1, false, true], ["ok", 3, true, false]]

            StageLine {
                required property var modelData

                width: root.sectionWidth
                stages: ["accepted", "review", "production", "delivered"]
                tone: modelData[0]
                at: modelData[1]
                ended: modelData[2]
                worded: modelData[3]
                ground: Theme.paper
            }
        }
    }
}
