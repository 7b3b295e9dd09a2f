pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// Everything, one vehicle, or the licence. More vehicles than fit come by a key at the end.
Row {
    id: root

    required property var view
    property int from: 0
    readonly property int least: Theme.large ? 216 : 168
    readonly property int room: Math.max(2, Math.floor((root.width + 16) / (root.least + 16)))
    readonly property int count: root.view.filters.length
    readonly property bool more: root.count > root.room
    readonly property int shown: root.more ? root.room - 1 : root.count
    readonly property int first: root.more ? Math.min(root.from, root.count - root.shown) : 0
    readonly property real cell: (root.width - (root.shown + (root.more ? 1 : 0) - 1) * 16) / Math.max(1, root.shown + (root.more ? 1 : 0))

    height: Theme.touch
    spacing: 16

    Repeater {
        model: root.shown

        Touchable {
            id: tab

            required property int index
            readonly property var filter: root.view.filters[root.first + tab.index] ?? null
            readonly property string key: tab.filter ? tab.filter.key : ""
            readonly property string count: Texts.fill(Texts.book["violations.count"], {
                "count": tab.filter ? tab.filter.count : 0
            })
            readonly property bool chosen: tab.key === (root.view.filter ?? "all")
            readonly property bool plated: tab.key !== "all" && tab.key !== "licence" && tab.key !== ""
            readonly property string name: tab.plated ? tab.key : Texts.book[tab.key === "licence" ? "violations.on_licence" : "violations.all"]

            objectName: "violations.filter." + tab.key
            label: tab.name + " " + tab.count
            width: root.cell
            height: Theme.touch
            role: Accessible.RadioButton
            ticked: tab.chosen
            onTouched: Flow.send("filter", {
                "plate": tab.key
            })

            Rectangle {
                anchors.fill: parent
                radius: Theme.radiusKey
                color: tab.down ? Theme.pressed : tab.chosen ? Theme.pale : Theme.surface
                border.width: tab.chosen ? 4 : Theme.border
                border.color: tab.chosen || tab.down ? Theme.blue : Theme.contrast ? Theme.edge : Theme.line
            }

            Column {
                anchors.centerIn: parent
                spacing: 2

                PlateBadge {
                    anchors.horizontalCenter: parent.horizontalCenter
                    visible: tab.plated
                    plate: tab.key
                    kind: tab.filter ? tab.filter.plate_kind : ""
                    size: Math.max(Theme.smallest, Math.min(Theme.caption, Math.floor((root.cell - 24) / 6.6))) // within the tile's border
                }

                Words {
                    anchors.horizontalCenter: parent.horizontalCenter
                    visible: !tab.plated
                    text: tab.name
                    size: Math.min(Theme.small, 34)
                    strong: tab.chosen
                    leading: 1.3
                }

                Words {
                    anchors.horizontalCenter: parent.horizontalCenter
                    text: tab.count
                    size: Theme.caption
                    leading: 1.25
                    color: Theme.ink2
                }
            }

            FocusRing {
                of: tab
                corner: Theme.radiusKey
            }
        }
    }

    SideButton {
        objectName: "violations.more_filters"
        visible: root.more
        can: root.more
        width: root.cell
        height: Theme.touch
        size: Theme.small
        label: Texts.book["violations.more_filters"]
        onTouched: root.from = root.first + root.shown >= root.count ? 0 : root.first + root.shown
    }
}
