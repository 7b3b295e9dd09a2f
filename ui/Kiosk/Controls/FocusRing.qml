pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Where the keypad is: a ring 4 px wide, 4 px outside of the target.
Rectangle {
    id: root

    required property Item of
    property int corner: Theme.radius

    anchors.fill: root.of
    anchors.margins: -2 * Theme.ring
    radius: root.corner + 2 * Theme.ring
    color: "transparent"
    border.width: Theme.ring
    border.color: Theme.focus
    visible: root.of.activeFocus
}
