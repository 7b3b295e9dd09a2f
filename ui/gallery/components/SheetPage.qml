pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One sheet of the gallery: its name, then its sections in one column (portrait) or two.
Rectangle {
    id: root

    required property string name
    default property alias sections: flow.data
    property alias foot: foot.data // over the whole width, at the bottom
    property real footHeight: 0
    readonly property real sectionWidth: Theme.portrait ? Theme.contentWidth : (Theme.contentWidth - flow.spacing) / 2

    width: Theme.stageWidth
    height: Theme.stageHeight
    color: Theme.paper

    Words {
        id: title

        x: Theme.margin
        y: Theme.portrait ? 40 : 24
        text: Texts.book["gallery." + root.name]
        size: Theme.portrait ? 56 : 48
        strong: true
        leading: 1.3
    }

    Flow {
        id: flow

        x: Theme.margin
        y: title.y + title.height + 24
        height: root.height - flow.y - root.footHeight - 24
        flow: Flow.TopToBottom
        spacing: Theme.large ? 24 : 32
    }

    Item {
        id: foot

        y: root.height - root.footHeight
        width: root.width
        height: root.footHeight
    }
}
