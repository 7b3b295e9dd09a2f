pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// 自检记录, newest first.
StepPage {
    id: root

    required property var view
    readonly property int columns: Theme.portrait ? 1 : 2
    readonly property real pitch: Math.round(Theme.small * 1.5) + 8
    readonly property int perColumn: Math.max(1, Math.floor((root.bodyHeight - pager.height - 24) / root.pitch))
    readonly property int perPage: root.columns * root.perColumn
    readonly property int pages: Math.max(1, Math.ceil(root.view.rows.length / root.perPage))
    readonly property int page: Math.min(root.turned, root.pages - 1)
    property int turned: 0

    question: Texts.book["maintenance.history.question"]
    about: root.view.rows.length === 0 ? Texts.book["maintenance.history.nothing"] : ""
    split: false

    Repeater {
        model: root.view.rows.slice(root.page * root.perPage, (root.page + 1) * root.perPage)

        FactLine {
            id: line

            required property var modelData
            required property int index
            readonly property real cell: Math.floor((root.bodyWidth - (root.columns - 1) * 48) / root.columns)

            x: Math.floor(line.index / root.perColumn) * (line.cell + 48)
            y: (line.index % root.perColumn) * root.pitch
            width: line.cell
            label: line.modelData.at
            value: Texts.fill(Texts.book["maintenance.history.row"], {
                "part": Says.part(line.modelData.name),
                "result": line.modelData.failure ? Says.fault(line.modelData.failure) : Texts.book["maintenance.device.passed"]
            })
        }
    }

    Pager {
        id: pager

        screen: "maintenance.history"
        y: root.bodyHeight - height
        width: root.bodyWidth
        page: root.page
        pages: root.pages
        onTurned: step => root.turned = root.page + step
    }
}
