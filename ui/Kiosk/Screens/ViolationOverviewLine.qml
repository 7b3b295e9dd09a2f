pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// A line below the plates: what is counted together.
Item {
    id: root

    required property string label
    required property string value

    Rectangle {
        width: root.width
        height: Theme.hairline
        color: Theme.line
    }

    Words {
        anchors.verticalCenter: parent.verticalCenter
        text: root.label
        size: Theme.large ? Theme.small : Theme.body
        color: Theme.ink2
    }

    Words {
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        text: root.value
        size: Theme.large ? Theme.small : Theme.body
        strong: true
    }
}
