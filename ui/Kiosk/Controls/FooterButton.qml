pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// 返回, 帮助, 结束: always in the same place.
Touchable {
    id: root

    required property string icon
    readonly property bool stacked: Theme.portrait && Theme.large
    readonly property color fill: !root.can ? Theme.sunken : root.down ? Theme.pressed : Theme.surface

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: root.fill
        border.width: Theme.border
        border.color: !root.can ? Theme.line : root.down ? Theme.blue : Theme.edge
    }

    Grid {
        anchors.centerIn: parent
        columns: root.stacked ? 1 : 2
        spacing: root.stacked ? 0 : Theme.portrait ? 8 : 12
        horizontalItemAlignment: Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Icon {
            name: root.icon
            size: root.stacked ? 44 : 40
            color: root.can ? Theme.blue : Theme.edge
            ground: root.fill
        }

        Words {
            text: root.label
            size: Theme.portrait ? 32 : Math.min(Theme.body, 40)
            color: root.can ? Theme.ink : Theme.ink2
            Accessible.ignored: true
        }
    }

    FocusRing {
        of: root
    }
}
