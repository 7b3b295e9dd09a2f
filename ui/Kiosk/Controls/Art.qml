pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A picture of a device or of the ground, fitted into its item.
Image {
    id: root

    required property string name

    fillMode: Image.PreserveAspectFit
    sourceSize: Qt.size(Math.round(root.width), Math.round(root.height))
    source: root.name === "" ? "" : `image://drawing/art/${root.name}/${Theme.contrast ? "contrast" : "normal"}`
    Accessible.ignored: true
}
