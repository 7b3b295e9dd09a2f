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
    readonly property var editable: root.joined(root.view.rows.filter(row => row.edit))
    readonly property string fee: root.view.fee_fen > 0 ? Texts.fill(Texts.book["confirm.fee_yuan"], {
        "yuan": (root.view.fee_fen / 100).toFixed(2)
    }) : Texts.book["confirm.no_fee"]
    readonly property bool crowded: !Theme.portrait && root.editable.length > 4 // the question stands over the facts, too
    readonly property bool narrow: !Theme.portrait && (Theme.large || root.crowded) // the button stands under the facts: what is changed needs the height
    readonly property int pad: Theme.large ? (Theme.portrait ? 8 : 4) : Theme.portrait ? (root.editable.length > 5 ? 8 : 24) : root.editable.length > 5 ? 8 : 20

    // A page at a time when they are more than there is room for: it is all seen before it is signed.
    readonly property real room: (root.narrow ? Theme.bodyBottom + 16 - root.rowsTop : root.bodyHeight + 8) - (Theme.large ? 16 : 32)
    readonly property real rowsTop: root.crowded ? Math.max(168, Theme.reach) : root.bodyY
    readonly property var heights: {
        const found = [];
        for (let index = 0; index < rows.count; index++)
            found.push(rows.itemAt(index)?.implicitHeight ?? 0);
        return found;
    }
    readonly property var pageOf: {
        let page = 0;
        let taken = 0;
        return root.heights.map(height => {
            if (taken > 0 && taken + height > root.room) {
                page += 1;
                taken = 0;
            }
            taken += height;
            return page;
        });
    }
    readonly property int pages: root.pageOf.length > 0 ? root.pageOf[root.pageOf.length - 1] + 1 : 1
    property int page: 0
    readonly property bool last: root.page >= root.pages - 1

    onPagesChanged: root.page = Math.min(root.page, root.pages - 1)

    // Several of a kind that are changed at one place are one row: vehicles.
    function joined(rows: var): var {
        const found = [];
        for (const row of rows) {
            const before = found[found.length - 1];
            if (before && before[0].key === row.key && before[0].edit === row.edit)
                before.push(row);
            else
                found.push([row]);
        }
        return found;
    }

    function valueOf(row: var): string {
        if (row.value_key) {
            const title = row.value_key.replace(/\.name$/, ".title");
            return Texts.onOneLine(Texts.book[title] ?? Texts.book[row.value_key] ?? "");
        }
        if ((row.value_keys ?? null) !== null)
            return row.value_keys.map(key => Texts.book[key] ?? "").join(Theme.english ? ", " : "、");
        if (row.plate)
            return row.plate.number;
        return row.key === "confirm.row.phone" ? Texts.phone(row.value) : Texts.said(row.value ?? "");
    }

    // Plates stay in one piece where they share a line.
    function valuesOf(rows: var): string {
        if (rows.length === 1)
            return root.valueOf(rows[0]);
        return rows.map(row => root.valueOf(row).split("").join("\u2060")).join(Theme.english ? ", " : "、");
    }

    readonly property string asked: Texts.book[root.ending ? "confirm.question_" + root.ending : "confirm.question"]
    readonly property string ending: root.view.sends ? "send" : root.view.signs === false ? "pay" : ""

    answers: true
    question: root.crowded ? "" : root.asked
    asideHeight: given.height

    Paragraph {
        id: heading

        parent: root
        visible: root.crowded
        x: Theme.margin
        y: root.asideY
        width: Theme.asideWidth
        text: root.asked
        size: Theme.english ? Math.round(Theme.question * 0.86) : Theme.question
        strong: true
        leading: 1.3
    }

    aside: Sheet {
        id: given

        y: root.crowded ? heading.height + 32 : 0
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
                    valueSize: root.narrow && Theme.large ? Theme.small : Theme.body
                }
            }

            FactRow {
                width: column.width
                pad: root.pad
                visible: root.view.fee_key !== ""
                label: Texts.book[root.view.fee_key || "confirm.row.fee"]
                value: root.fee
            }

            FactRow {
                width: column.width
                pad: root.pad
                visible: Boolean(root.view.ways)
                label: Texts.book["confirm.row.ways"]
                value: root.view.ways ? Texts.book[root.view.ways] : ""
            }
        }
    }

    Sheet {
        visible: root.editable.length > 0
        y: root.rowsTop - root.bodyY
        width: parent.width
        height: changeable.height + (Theme.large ? 16 : 32)

        Column {
            id: changeable

            x: root.narrow && Theme.large ? 24 : 40
            y: Theme.large ? 8 : 16
            width: parent.width - 2 * x

            Repeater {
                id: rows

                model: root.editable

                FactRow {
                    required property int index
                    required property var modelData

                    visible: (root.pageOf[index] ?? 0) === root.page
                    width: changeable.width
                    first: index === 0 || root.pageOf[index - 1] !== root.pageOf[index]
                    pad: root.pad
                    label: Texts.book[modelData[0].key]
                    value: root.valuesOf(modelData)
                    editable: true
                    labelWidth: root.narrow && Theme.large ? (Theme.english ? 192 : 176) : Math.round(184 * (Theme.large ? 1.2 : 1))
                    valueSize: Theme.large && (root.narrow || root.editable.length > 4) ? Theme.small : Theme.body
                    editName: "confirm.edit." + modelData[0].key.split(".").pop()
                    onEdit: Flow.send("edit", {
                        "step": modelData[0].edit
                    })
                }
            }
        }
    }

    actions: Row {
        x: root.narrow ? Theme.margin - Theme.paneX : 0
        width: root.narrow ? Theme.asideWidth : parent.width
        spacing: Theme.gap

        SideButton {
            id: back

            objectName: "confirm.page_back"
            visible: root.page > 0
            can: visible
            width: Theme.large ? 280 : 240
            label: Texts.book["grid.page_back"]
            onTouched: root.page -= 1
        }

        MainButton {
            objectName: root.last ? "confirm.next" : "confirm.page_on"
            width: parent.width - (back.visible ? back.width + Theme.gap : 0)
            label: Texts.book[!root.last ? "confirm.page_on" : root.ending ? "confirm.next_" + root.ending : "confirm.next"]
            onTouched: {
                if (root.last)
                    Flow.send("next");
                else
                    root.page += 1;
            }
        }
    }
}
