pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A fact or a hint: a drawing and a sentence beside it, with more below where there is more.
Item {
    id: root

    required property string icon
    required property string text
    property string more: ""
    property bool strong: false
    property int size: Theme.body
    property int iconSize: 48
    property color color: Theme.blue
    property color ground: Theme.paper

    implicitHeight: Math.max(root.iconSize, column.height)

    Icon {
        id: picture

        y: Math.max(0, (Math.min(root.height, words.leading * root.size) - root.iconSize) / 2)
        name: root.icon
        size: root.iconSize
        color: root.color
        ground: root.ground
    }

    Column {
        id: column

        x: root.iconSize + 24
        y: Math.max(0, (root.height - column.height) / 2)
        width: root.width - root.iconSize - 24

        Paragraph {
            id: words

            width: parent.width
            text: root.text
            size: root.size
            strong: root.strong
        }

        Paragraph {
            visible: root.more !== ""
            width: parent.width
            text: root.more
            size: root.size
            color: Theme.ink2
        }
    }
}
