pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What is shown, in which states, and the things themselves.
Column {
    id: root

    required property string name
    default property alias things: things.data
    property int gap: 24

    spacing: 20

    Item {
        width: root.width
        height: heading.height

        Words {
            id: heading

            text: Texts.book["gallery.section." + root.name]
            size: 28
            strong: true
            color: Theme.blue
        }

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            x: heading.implicitWidth + 16
            width: Math.max(0, root.width - x)
            height: Theme.hairline
            color: Theme.line
        }
    }

    Flow {
        id: things

        width: root.width
        spacing: root.gap
    }
}
