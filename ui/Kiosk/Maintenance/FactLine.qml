pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// A short fact on one line: label and value, each as large as there is room.
Item {
    id: root

    required property string label
    required property string value
    readonly property real labelWidth: Math.round(root.width * 0.36)

    height: Math.round(Theme.small * 1.5)

    Rectangle {
        anchors.bottom: parent.bottom
        width: root.width
        height: Theme.hairline
        color: Theme.line
    }

    Words {
        width: root.labelWidth - 12
        text: root.label
        size: Math.max(24, Math.min(Theme.small, Math.floor(Theme.small * (root.labelWidth - 12) / Math.max(1, labelNatural.advanceWidth))))
        color: Theme.ink2

        TextMetrics {
            id: labelNatural

            font.pixelSize: Theme.small
            text: root.label
        }
    }

    Words {
        x: root.labelWidth
        width: root.width - root.labelWidth
        text: root.value
        size: Math.max(24, Math.min(Theme.small, Math.floor(Theme.small * (root.width - root.labelWidth) / Math.max(1, valueNatural.advanceWidth))))
        elide: Text.ElideRight

        TextMetrics {
            id: valueNatural

            font.pixelSize: Theme.small
            text: root.value
        }
    }
}
