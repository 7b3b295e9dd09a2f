pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Where the keypad is: a 4 px ring 4 px outside its parent.
Rectangle {
    id: root

    required property Item of
    property int corner: Theme.radius

    anchors.fill: root.of
    anchors.margins: -8
    radius: root.corner + 8
    color: "transparent"
    border.width: 4
    border.color: Theme.contrast ? "#FFD23F" : Theme.ink
    visible: root.of.activeFocus
}
