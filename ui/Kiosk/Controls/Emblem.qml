pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A drawing in a calm circle: what this is about, or how it ended.
Rectangle {
    id: root

    property string icon: "check"
    property string tone: "calm" // calm, done, attention, stopped
    readonly property bool filled: root.tone === "done"
    readonly property color fill: root.filled ? Theme.primary : root.tone === "attention" ? Theme.sand : root.tone === "stopped" ? Theme.redTint : Theme.pale
    readonly property color pen: root.filled ? Theme.primaryText : root.tone === "attention" ? Theme.amber : root.tone === "stopped" ? Theme.red : Theme.blue

    implicitWidth: 176
    implicitHeight: root.width
    radius: root.width / 2
    color: root.fill
    border.width: root.filled ? 0 : Theme.border
    border.color: Theme.contrast ? Theme.edge : root.tone === "attention" ? Theme.amber : root.tone === "stopped" ? Theme.red : Theme.mid

    Icon {
        anchors.centerIn: parent
        name: root.icon
        size: Math.round(root.width * 0.56)
        color: root.pen
        ground: root.fill
    }
}
