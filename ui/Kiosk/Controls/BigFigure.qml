pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// The one figure to remember: an amount (its sign smaller and lighter), a day (with weekday and year), a number.
Row {
    id: root

    required property string value // "¥150.00", "2026-11-25", or as it is
    property int size: Theme.large ? Math.round(Theme.number * 0.86) : Theme.number
    property real room: root.parent ? root.parent.width : 0
    readonly property bool isDay: /^\d{4}-\d{2}-\d{2}$/.test(root.value)
    readonly property bool isAmount: root.value.charAt(0) === "¥"
    readonly property string figure: root.isDay ? Texts.day(root.value) : root.isAmount ? root.value.slice(1) : root.value
    readonly property real besides: (root.isDay ? day.implicitWidth + root.spacing : 0) + (root.isAmount ? root.size * 0.5 : 0)

    spacing: root.isAmount ? 8 : 24

    Words {
        id: sign

        anchors.baseline: figure.baseline
        visible: root.isAmount
        text: "¥"
        size: Math.round(figure.size * 0.6)
        color: Theme.ink2
    }

    Words {
        id: figure

        objectName: "figure"
        text: root.figure
        size: Math.min(root.size, Math.floor(root.size * (root.room - root.besides) / Math.max(1, natural.advanceWidth)))
        strong: true
        leading: 1.25

        TextMetrics {
            id: natural

            font.pixelSize: root.size
            font.bold: true
            text: root.figure
        }
    }

    Column {
        id: day

        anchors.verticalCenter: figure.verticalCenter
        visible: root.isDay

        Words {
            text: root.isDay ? Texts.weekday(root.value) : ""
            size: Theme.small
            leading: 1.3
        }

        Words {
            text: root.isDay ? Texts.fill(Texts.book["date.year"], {
                "year": root.value.slice(0, 4)
            }) : ""
            size: Theme.small
            leading: 1.3
            color: Theme.ink2
        }
    }
}
