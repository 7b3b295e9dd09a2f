pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 全部自检: everything that needs nobody's eyes, one after the other.
StepPage {
    id: root

    required property var view
    readonly property int columns: Theme.portrait ? 2 : 3
    readonly property real cell: Math.floor((root.bodyWidth - (root.columns - 1) * 24) / root.columns)
    readonly property int perColumn: Math.ceil(root.view.rows.length / root.columns)
    readonly property real rowHeight: Math.min(Math.round(Theme.caption * 2.4), Math.floor(root.bodyHeight / Math.max(1, root.perColumn)) - root.between)
    readonly property int between: Theme.portrait ? 12 : 8
    readonly property var kinds: ({
            "waiting": "neutral",
            "running": "attention",
            "passed": "ok",
            "failed": "fault"
        })

    question: root.view.over ? Texts.fill(Texts.book[root.view.failed > 0 ? "maintenance.all.failed" : "maintenance.all.passed"], {
        "failed": root.view.failed
    }) : Texts.book["maintenance.all.question"]
    about: Texts.fill(Texts.book["maintenance.all.about"], {
        "tested": root.view.tested,
        "count": root.view.count
    })
    split: false

    Grid {
        columns: root.columns
        columnSpacing: 24
        rowSpacing: root.between

        Repeater {
            model: root.view.rows.length

            Item {
                id: part

                required property int index
                readonly property var row: root.view.rows[part.index]

                width: root.cell
                height: root.rowHeight

                Words {
                    anchors.verticalCenter: parent.verticalCenter
                    text: Says.part(part.row.name)
                    size: Math.max(24, Math.min(Theme.small, Math.floor(Theme.small * (part.width - chip.width - 12) / Math.max(1, natural.advanceWidth))))

                    TextMetrics {
                        id: natural

                        font.pixelSize: Theme.small
                        text: Says.part(part.row.name)
                    }
                }

                Chip {
                    id: chip

                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    kind: root.kinds[part.row.state]
                    icon: part.row.state === "running" ? "clock" : Says.icons[root.kinds[part.row.state]]
                    text: part.row.failure ? Says.fault(part.row.failure) : Texts.book["maintenance.all.state." + part.row.state]
                }
            }
        }
    }

    actions: MainButton {
        objectName: "maintenance.report"
        width: root.workWidth
        can: root.view.over
        label: Texts.book["maintenance.show.report"]
        onTouched: Flow.send("report")
    }
}
