pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Home by group: the four groups, or the services of the one that was opened.
Item {
    id: root

    required property var groups
    required property var services
    required property int topEdge
    required property int below // kept free above the footer

    signal opened(string name)
    signal closed
    signal picked(string slug)

    readonly property bool inGroup: root.services.length > 0
    readonly property var order: [2, 3, 0, 1]
    readonly property var icons: ({
            "driver_licence": "licence",
            "vehicle": "car",
            "violations": "violation-query",
            "pass_and_contact": "contact-driver"
        })
    readonly property real room: Theme.footerTop - root.topEdge - 32 - root.below
    readonly property int columns: Theme.portrait ? 1 : 2
    readonly property real tileWidth: (Theme.contentWidth - (root.columns - 1) * Theme.gap) / root.columns
    readonly property int groupRows: Math.ceil(4 / root.columns)
    readonly property int serviceRows: Math.ceil((root.services.length + 1) / root.columns)

    Repeater {
        model: root.inGroup ? 0 : root.groups.length

        Tile {
            required property int index
            readonly property string group: root.groups[root.order[index]]?.group ?? ""

            objectName: "home.group." + group
            label: Texts.book["group." + group]
            note: Texts.book["home.group_note." + group]
            icon: root.icons[group] ?? "licence"
            iconSize: height < 180 ? 80 : 104
            size: Theme.english || height < 180 ? 52 : 60
            padding: 40
            leads: true
            x: Theme.margin + (index % root.columns) * (root.tileWidth + Theme.gap)
            y: root.topEdge + Math.floor(index / root.columns) * (height + Theme.gap)
            width: root.tileWidth
            height: (root.room - (root.groupRows - 1) * Theme.gap) / root.groupRows
            onTouched: root.opened(group)
        }
    }

    Repeater {
        model: root.services

        Tile {
            required property int index
            required property var modelData

            objectName: "home.service." + modelData.slug
            label: Texts.onOneLine(Texts.book["service." + modelData.slug + ".name"])
            icon: Drawings.ofService(modelData.slug)
            iconSize: height < 140 ? 56 : 72
            why: modelData.available || !modelData.reason ? "" : Texts.book[modelData.reason]
            can: modelData.available
            leads: modelData.available
            size: Theme.lead
            padding: 40
            x: Theme.margin + (index % root.columns) * (root.tileWidth + Theme.gap)
            y: root.topEdge + Math.floor(index / root.columns) * (height + Theme.gap)
            width: root.tileWidth
            height: (root.room - (root.serviceRows - 1) * Theme.gap) / root.serviceRows
            onTouched: root.picked(modelData.slug)
        }
    }

    SideButton {
        objectName: "home.all_groups"
        visible: root.inGroup
        can: root.inGroup
        icon: "back"
        label: Texts.book["home.all_groups"]
        x: Theme.margin + (root.services.length % root.columns) * (root.tileWidth + Theme.gap)
        y: root.topEdge + Math.floor(root.services.length / root.columns) * (height + Theme.gap)
        width: root.tileWidth
        height: (root.room - (root.serviceRows - 1) * Theme.gap) / root.serviceRows
        onTouched: root.closed()
    }
}
