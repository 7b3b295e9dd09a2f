pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 确认: everything entered, once. What was given above, what may still be changed below.
StepPage {
    id: root

    required property var view
    readonly property var fixed: root.view.rows.filter(row => !row.edit)
    readonly property var editable: root.view.rows.filter(row => row.edit)
    readonly property string fee: root.view.fee_fen > 0 ? Texts.fill(Texts.book["confirm.fee_yuan"], {
        "yuan": (root.view.fee_fen / 100).toFixed(2)
    }) : Texts.book["confirm.no_fee"]
    readonly property bool narrow: Theme.large && !Theme.portrait // the button stands under the facts: what is changed needs the height
    readonly property int pad: Theme.large ? (Theme.portrait ? 8 : 4) : Theme.portrait ? 24 : 20

    function valueOf(row: var): string {
        if (row.value_key) {
            const title = row.value_key.replace(/\.name$/, ".title");
            return Texts.onOneLine(Texts.book[title] ?? Texts.book[row.value_key] ?? "");
        }
        return row.key === "confirm.row.phone" ? Texts.phone(row.value) : row.value ?? "";
    }

    answers: true
    question: Texts.book["confirm.question"]
    asideHeight: given.height

    aside: Sheet {
        id: given

        width: parent.width
        height: column.height + (Theme.large ? 16 : 32)

        Column {
            id: column

            x: 40
            y: Theme.large ? 8 : 16
            width: parent.width - 80

            Repeater {
                model: root.fixed

                FactRow {
                    required property int index
                    required property var modelData

                    width: column.width
                    first: index === 0
                    strong: index === 0
                    pad: root.pad
                    label: Texts.book[modelData.key]
                    value: root.valueOf(modelData)
                    valueSize: root.narrow ? Theme.small : Theme.body
                }
            }

            FactRow {
                width: column.width
                pad: root.pad
                label: Texts.book["confirm.row.fee"]
                value: root.fee
            }

            FactRow {
                width: column.width
                pad: root.pad
                label: Texts.book["confirm.row.ways"]
                value: Texts.book[root.view.ways]
            }
        }
    }

    Sheet {
        width: parent.width
        height: changeable.height + (Theme.large ? 16 : 32)

        Column {
            id: changeable

            x: root.narrow ? 24 : 40
            y: Theme.large ? 8 : 16
            width: parent.width - 2 * x

            Repeater {
                model: root.editable

                FactRow {
                    required property int index
                    required property var modelData

                    width: changeable.width
                    first: index === 0
                    pad: root.pad
                    label: Texts.book[modelData.key]
                    value: root.valueOf(modelData)
                    editable: true
                    labelWidth: root.narrow ? 176 : Math.round(184 * (Theme.large ? 1.2 : 1))
                    valueSize: root.narrow ? Theme.small : Theme.body
                    editName: "confirm.edit." + modelData.key.split(".").pop()
                    onEdit: Flow.send("edit", {
                        "step": modelData.edit
                    })
                }
            }
        }
    }

    actions: MainButton {
        objectName: "confirm.next"
        x: root.narrow ? Theme.margin - Theme.paneX : 0
        width: root.narrow ? Theme.asideWidth : parent.width
        label: Texts.book["confirm.next"]
        onTouched: Flow.send("next")
    }
}
