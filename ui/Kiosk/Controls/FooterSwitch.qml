pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// English, 大字, 高对比: names what a touch gives next; one word is seen, the whole of it is heard.
Touchable {
    id: root

    required property string icon
    property string word: root.label
    property bool on: false
    readonly property bool stacked: Theme.portrait
    readonly property color fill: root.on ? Theme.switched : root.down ? Theme.pressed : Theme.faint
    readonly property color tone: root.on ? Theme.switchedText : Theme.ink

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: root.fill
        border.width: Theme.contrast ? 3 : 1
        border.color: root.on ? root.fill : Theme.contrast ? Theme.edge : Theme.pale
    }

    Grid {
        anchors.centerIn: parent
        columns: root.stacked ? 1 : 2
        spacing: root.stacked ? 4 : 12
        horizontalItemAlignment: Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Icon {
            name: root.icon
            size: root.stacked && Theme.large ? 44 : 40
            color: root.on ? root.tone : Theme.blue
            ground: root.fill
        }

        Words {
            id: words

            readonly property int wanted: root.stacked ? (Theme.large ? 30 : 24) : Theme.large ? 34 : 28
            readonly property int room: root.stacked ? root.width - 4 : root.width - 72

            text: root.word
            size: Math.min(wanted, Math.floor(wanted * room / Math.max(1, natural.advanceWidth)))
            leading: 1.33
            color: root.tone
            Accessible.ignored: true

            TextMetrics {
                id: natural

                font.pixelSize: words.wanted
                text: root.word
            }
        }
    }

    FocusRing {
        of: root
    }
}
