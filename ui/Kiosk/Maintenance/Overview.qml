pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 总览: the cabinet with its numbers, the list with the same numbers, the worst fault, and what can be done.
Item {
    id: root

    required property var view
    readonly property bool tall: Theme.portrait
    readonly property int rowHeight: Math.max(88, Theme.touch)
    readonly property int pitch: root.rowHeight + 16
    readonly property int columns: root.tall ? 1 : 2
    readonly property int perColumn: Math.floor(((root.tall ? 1296 : 780) - root.listTop + 16) / root.pitch)
    readonly property int perPage: root.columns * root.perColumn
    readonly property int pages: Math.max(1, Math.ceil(root.view.rows.length / root.perPage))
    readonly property int page: Math.min(root.turned, root.pages - 1)
    readonly property int listTop: root.tall ? 256 : 160
    readonly property int listX: root.tall ? 416 : 400
    readonly property int rowWidth: root.tall ? 592 : 456
    readonly property var shown: root.view.rows.slice(root.page * root.perPage, (root.page + 1) * root.perPage)
    property int turned: 0

    CabinetMap {
        x: Theme.margin
        y: root.listTop
        width: root.tall ? 320 : 280
        height: root.tall ? 780 : 752
        rows: root.view.rows
    }

    Repeater {
        model: root.shown.length

        PartRow {
            id: part

            required property int index

            objectName: "maintenance.part." + part.row.name
            row: root.shown[part.index] ?? root.shown[0]
            x: root.listX + Math.floor(part.index / root.perColumn) * (root.rowWidth + 16)
            y: root.listTop + (part.index % root.perColumn) * root.pitch
            width: root.rowWidth
            height: root.rowHeight
            onTouched: Flow.send("open", {
                "name": part.row.name
            })
        }
    }

    Column {
        x: Theme.margin
        y: 1068
        width: 312
        visible: root.tall && !Theme.large
        spacing: 0

        Repeater {
            model: root.view.levels

            Item {
                id: level

                required property var modelData

                width: 312
                height: 32

                Words {
                    text: Says.supply(level.modelData.name)
                    size: 24
                    leading: 1.3
                    color: Theme.ink2
                }

                Words {
                    anchors.right: parent.right
                    text: level.modelData.left === null || level.modelData.left === undefined ? "—" : Texts.fill(Texts.book["maintenance.supplies.about_left"], {
                        "left": level.modelData.left
                    })
                    size: 24
                    strong: true
                    leading: 1.3
                }
            }
        }
    }

    Row {
        x: root.tall ? Theme.margin : root.listX
        y: root.tall ? root.listTop + root.perColumn * root.pitch - 16 - root.rowHeight : root.listTop + root.perColumn * root.pitch
        spacing: 16

        SideButton {
            objectName: "maintenance.page_back"
            width: root.tall ? 148 : 280
            height: root.rowHeight
            size: 28
            can: root.page > 0
            label: Texts.book["maintenance.page_back"]
            onTouched: root.turned = root.page - 1
        }

        SideButton {
            objectName: "maintenance.page_on"
            width: root.tall ? 148 : 280
            height: root.rowHeight
            size: 28
            can: root.page < root.pages - 1
            label: Texts.book["maintenance.page_on"]
            onTouched: root.turned = root.page + 1
        }
    }

    WorstSheet {
        x: root.tall ? Theme.margin : 1344
        y: root.tall ? root.listTop + root.perColumn * root.pitch + 8 : root.listTop
        width: root.tall ? Theme.contentWidth : 480
        height: root.tall ? moreRow.y - 16 - y : 320
        tall: !root.tall
        worst: root.view.worst ?? null
    }

    Grid {
        id: moreRow

        readonly property int cell: root.tall ? Math.floor((Theme.contentWidth - 48) / 4) : 232

        x: root.tall ? Theme.margin : 1344
        y: root.tall ? actions.y - 16 - moreRow.high : 496
        readonly property int high: root.tall ? Math.max(96, Theme.touch) : Math.max(88, Theme.touch)

        columns: root.tall ? 4 : 2
        spacing: 16

        Repeater {
            model: ["supplies", "history", "service", "report"]

            SideButton {
                id: more

                required property string modelData

                objectName: "maintenance.show." + more.modelData
                width: moreRow.cell
                height: moreRow.high
                size: 28
                label: Texts.book[more.modelData === "service" && root.view.closed ? "maintenance.show.service_closed" : "maintenance.show." + more.modelData]
                onTouched: Flow.send("show", {
                    "name": more.modelData
                })
            }
        }
    }

    Row {
        id: actions

        x: root.tall ? Theme.margin : 1344
        y: Theme.bodyBottom - Theme.button
        spacing: root.tall ? Theme.gap : 16

        SideButton {
            objectName: "maintenance.test_all"
            width: root.tall ? 456 : 200
            height: Theme.button
            icon: root.tall ? "redo" : ""
            label: Texts.book["maintenance.test_all"]
            onTouched: Flow.send("test_all")
        }

        MainButton {
            objectName: "maintenance.leave"
            width: root.tall ? 456 : 264
            height: Theme.button
            label: Texts.book[root.view.leaving ? "maintenance.leaving" : "maintenance.leave"]
            can: !root.view.leaving
            onTouched: Flow.send("leave")
        }
    }
}
