pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A line drawing on a 48 grid, in one colour, with cut-outs in the colour of its ground.
Image {
    id: root

    required property string name
    property int size: 48
    property color color: Theme.blue
    property color ground: Theme.surface

    width: root.size
    height: root.size
    sourceSize: Qt.size(root.size, root.size)
    source: root.name === "" ? "" : `image://drawing/icon/${root.name}/${Theme.rgb(root.color)}/${Theme.rgb(root.ground)}`
    Accessible.ignored: true
}
