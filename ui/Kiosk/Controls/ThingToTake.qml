pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Something the citizen must not leave behind: amber while it lies there, blue when taken.
Column {
    id: root

    required property string icon
    required property string name
    required property string standing
    property bool calling: false
    property int diameter: 112

    spacing: 8

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: root.diameter
        height: root.diameter
        radius: root.diameter / 2
        color: root.calling ? Theme.sand : Theme.faint
        border.width: Theme.contrast ? 3 : 0
        border.color: root.calling ? Theme.amber : Theme.line

        Icon {
            anchors.centerIn: parent
            name: root.icon
            size: root.diameter / 2
            color: root.calling ? Theme.amber : Theme.blue
            ground: parent.color
        }
    }

    Words {
        anchors.horizontalCenter: parent.horizontalCenter
        text: root.name
        strong: true
    }

    Paragraph {
        width: root.width
        text: root.standing
        size: Theme.small
        color: root.calling ? Theme.amberText : Theme.ink2
        horizontalAlignment: Text.AlignHCenter
    }
}
