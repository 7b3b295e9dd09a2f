pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A picture of a device or of the ground, fitted into its item.
Image {
    id: root

    required property string name

    fillMode: Image.PreserveAspectFit
    // before it is laid out it has no size, or less than none: then it is drawn as small as can be, not as large as it comes
    sourceSize: Qt.size(Math.max(1, Math.round(root.width)), Math.max(1, Math.round(root.height)))
    source: root.name === "" ? "" : `image://drawing/art/${root.name}/${Theme.contrast ? "contrast" : "normal"}`
    Accessible.ignored: true
}
