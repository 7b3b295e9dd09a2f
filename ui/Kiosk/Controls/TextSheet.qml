pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A long text on paper: moved by the finger, or a page at a time by two big keys.
Sheet {
    id: root

    required property string title
    required property string text
    property string name: "text"
    property int size: Theme.body
    readonly property real room: root.height - heading.y - heading.height - 16 - 24
    readonly property bool overflows: words.height > root.room
    readonly property real paged: root.room - Theme.touch - 32

    Words {
        id: heading

        x: 48
        y: 32
        width: root.width - 96
        text: root.title
        size: Theme.lead
        strong: true
        wrapMode: Text.Wrap
    }

    Flickable {
        id: flick

        readonly property real page: Math.max(100, flick.height - words.lineHeight)

        x: 48
        y: heading.y + heading.height + 16
        width: root.width - 96
        // a page ends between two lines
        height: root.overflows ? Math.max(words.lineHeight, Math.floor(root.paged / words.lineHeight) * words.lineHeight) : root.room
        contentHeight: words.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        interactive: root.overflows

        function turn(step: int) {
            flick.contentY = Math.max(0, Math.min(flick.contentHeight - flick.height, flick.contentY + step * flick.page));
        }

        Words {
            id: words

            width: flick.width - 16
            text: root.text
            size: root.size
            wrapMode: Text.Wrap
            verticalAlignment: Text.AlignTop
            leading: 1.5
        }

        Behavior on contentY {
            enabled: Theme.moving && !flick.moving

            NumberAnimation {
                duration: Theme.pageTime
            }
        }
    }

    Rectangle {
        visible: root.overflows
        x: root.width - 32
        y: flick.y + flick.height * flick.visibleArea.yPosition
        width: 8
        height: flick.height * flick.visibleArea.heightRatio
        radius: 4
        color: Theme.mid
    }

    Row {
        visible: root.overflows
        x: 48
        y: root.height - Theme.touch - 24
        spacing: 16

        SideButton {
            objectName: root.name + ".page_down"
            width: (root.width - 96 - 16) / 2
            height: Theme.touch
            icon: "chevron-down"
            size: Theme.small
            can: root.overflows && !flick.atYEnd
            label: Texts.book["text.page_down"]
            onTouched: flick.turn(1)
        }

        SideButton {
            objectName: root.name + ".page_up"
            width: (root.width - 96 - 16) / 2
            height: Theme.touch
            size: Theme.small
            can: root.overflows && !flick.atYBeginning
            label: Texts.book["text.page_up"]
            onTouched: flick.turn(-1)
        }
    }

    onTextChanged: flick.contentY = 0
}
