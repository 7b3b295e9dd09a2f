pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A whole page, made smaller.
Rectangle {
    id: root

    default property alias page: stage.data

    height: root.width * Theme.stageHeight / Theme.stageWidth
    color: Theme.paper
    border.width: Theme.hairline
    border.color: Theme.line
    clip: true

    Item {
        id: stage

        width: Theme.stageWidth
        height: Theme.stageHeight
        scale: root.width / Theme.stageWidth
        transformOrigin: Item.TopLeft
    }
}
