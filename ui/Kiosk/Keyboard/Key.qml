pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One key: a character, or a function with a drawing.
Touchable {
    id: root

    property string icon: ""
    property bool isFunction: false
    property int size: 44
    readonly property color fill: root.down ? (root.isFunction ? Theme.mid : Theme.pressed) : root.isFunction ? (Theme.contrast ? Theme.pale : Theme.soft) : Theme.surface

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 3
        radius: Theme.radiusKey
        color: root.isFunction ? Theme.mid : root.down ? Theme.blue : Theme.soft
        visible: !Theme.contrast
    }

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: Theme.contrast ? 0 : 3
        radius: Theme.radiusKey
        color: root.fill
        border.width: Theme.contrast ? 3 : root.down ? 2 : 0
        border.color: Theme.contrast ? Theme.edge : Theme.blue
    }

    Words {
        anchors.centerIn: parent
        visible: root.icon === ""
        text: root.label
        size: root.isFunction ? Math.min(Theme.body, 34) : root.size
        strong: root.isFunction
        leading: 1.2
        Accessible.ignored: true
    }

    Icon {
        anchors.centerIn: parent
        visible: root.icon !== ""
        name: root.icon
        size: 48
        color: Theme.contrast ? Theme.ink : Theme.deep
        ground: root.fill
    }

    FocusRing {
        of: root
        corner: Theme.radiusKey
    }
}
