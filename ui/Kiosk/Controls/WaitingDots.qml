pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Three amber dots and what is waited for.
Row {
    id: root

    required property string text
    property int phase: 0

    spacing: 20

    Row {
        anchors.verticalCenter: parent.verticalCenter
        spacing: 12

        Repeater {
            model: [1, 0.55, 0.25]

            Rectangle {
                required property int index

                width: 16
                height: 16
                radius: 8
                color: Theme.amber
                opacity: [1, 0.55, 0.25][(index - root.phase + 3) % 3]
            }
        }
    }

    Words {
        text: root.text
    }

    Timer {
        running: root.visible && Theme.moving
        repeat: true
        interval: Theme.dotTime
        onTriggered: root.phase = (root.phase + 1) % 3
    }
}
