pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Two lines join and go on as one, with a point above.
Image {
    id: root

    property int size: 72
    property bool dark: false
    readonly property string colours: root.dark ? "FFFFFF/0F3257/C46A00" : Theme.contrast ? "FFFFFF/000000/000000" : "1B568F/FFFFFF/F0A03A"

    width: root.size
    height: root.size
    sourceSize: Qt.size(root.size, root.size)
    source: `image://drawing/mark/${root.colours}`
    Accessible.ignored: true
}
