pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// How to stand for the photograph: the drawing first; where there is no second pane, the four lines below it.
Sheet {
    id: root

    readonly property bool says: Theme.portrait

    Image {
        id: drawing

        x: (root.width - width) / 2
        y: root.says ? 40 : (root.height - height) / 2
        height: root.says ? root.height - hints.height - 128 : root.height - 96
        width: height * 0.6875
        sourceSize: Qt.size(Math.round(width), Math.round(height))
        source: `image://drawing/art/licence-photo/${Theme.contrast ? "contrast" : "normal"}`
        Accessible.ignored: true
    }

    LicencePhotoHints {
        id: hints

        visible: root.says
        x: 48
        y: root.height - height - 40
        width: root.width - 96
        ground: Theme.surface
    }
}
