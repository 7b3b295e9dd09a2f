pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// High contrast: the edge of what cannot be used now.
Item {
    id: root

    readonly property int across: Math.floor(root.width / 20)
    readonly property int down: Math.floor(root.height / 20)

    Repeater {
        model: root.across * 2

        Rectangle {
            required property int index

            x: 4 + Math.floor(index / 2) * (root.width - 8) / root.across
            y: index % 2 ? root.height - 3 : 0
            width: 12
            height: 3
            color: Theme.line
        }
    }

    Repeater {
        model: root.down * 2

        Rectangle {
            required property int index

            x: index % 2 ? root.width - 3 : 0
            y: 4 + Math.floor(index / 2) * (root.height - 8) / root.down
            width: 3
            height: 12
            color: Theme.line
        }
    }
}
