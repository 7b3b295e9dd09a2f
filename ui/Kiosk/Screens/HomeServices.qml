pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The fourteen services in their four groups.
Item {
    id: root

    required property var groups
    required property int topEdge

    signal picked(string slug)

    readonly property int columnWidth: Theme.portrait ? 456 : 414
    readonly property int tileHeight: Theme.portrait ? 108 : 120
    readonly property int pitch: root.tileHeight + 16
    // portrait: two by two; landscape: four columns, contact data last
    readonly property var order: Theme.portrait ? [0, 1, 2, 3] : [0, 2, 3, 1]

    Repeater {
        model: root.groups.length

        Item {
            id: block

            required property int index
            readonly property var group: root.groups[root.order[block.index]]

            x: Theme.margin + (Theme.portrait ? (block.index % 2) * 480 : block.index * 438)
            y: root.topEdge + (Theme.portrait ? Math.floor(block.index / 2) * (3 * root.pitch + 56 + 8) : 0)

            Words {
                id: heading

                text: Texts.book["group." + block.group.group]
                size: 28
                strong: true
                color: Theme.blue
            }

            Rectangle {
                x: heading.implicitWidth + 12
                y: 20
                width: root.columnWidth - x
                height: Theme.hairline
                color: Theme.line
            }

            Repeater {
                model: block.group.services

                Tile {
                    required property int index
                    required property var modelData

                    objectName: "home.service." + modelData.slug
                    label: Texts.book["service." + modelData.slug + ".name"]
                    icon: Drawings.ofService(modelData.slug)
                    why: modelData.available || !modelData.reason ? "" : Texts.book[modelData.reason]
                    can: modelData.available
                    y: 56 + index * root.pitch
                    width: root.columnWidth
                    height: root.tileHeight
                    onTouched: root.picked(modelData.slug)
                }
            }
        }
    }
}
