pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One key of the pad for staff number and PIN.
Touchable {
    id: root

    property string icon: ""

    Rectangle {
        y: Theme.lip
        width: parent.width
        height: parent.height
        radius: Theme.radius
        color: Theme.soft
        visible: !Theme.contrast
    }

    Rectangle {
        width: parent.width
        height: parent.height
        radius: Theme.radius
        color: !root.can ? Theme.sunken : root.down ? Theme.pressed : Theme.surface
        border.width: Theme.border
        border.color: root.down ? Theme.blue : Theme.edge
    }

    Words {
        anchors.centerIn: parent
        visible: root.icon === ""
        text: root.label
        size: Theme.question
        strong: true
        leading: 1.2
        color: root.can ? Theme.ink : Theme.ink2
    }

    Icon {
        anchors.centerIn: parent
        visible: root.icon !== ""
        name: root.icon
        size: 56
        color: root.can ? Theme.blue : Theme.edge
    }

    FocusRing {
        of: root
    }
}
