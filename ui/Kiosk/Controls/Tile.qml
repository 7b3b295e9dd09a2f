pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// One of several things to choose; says in small why it cannot be chosen now. Its size never changes.
Touchable {
    id: root

    property string icon: ""
    property string why: ""
    property string note: ""
    property bool chosen: false
    property bool leads: false
    property bool ticks: false // keeps room for its tick, and shares its lines evenly
    property int iconSize: 56
    property int size: Theme.body
    property int padding: 24
    readonly property color fill: !root.can ? Theme.sunken : root.down ? Theme.pressed : Theme.surface
    readonly property bool tight: root.why !== "" && root.label.indexOf("\n") >= 0 // name and reason in one tile
    readonly property bool dashed: Theme.contrast && !root.can

    implicitHeight: 120

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 3
        radius: Theme.radius
        color: root.down ? Theme.blue : Theme.soft
        visible: root.can && !Theme.contrast && !root.chosen
    }

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: root.can && !Theme.contrast && !root.chosen ? 3 : 0
        radius: Theme.radius
        color: root.fill
        border.width: root.dashed ? 0 : root.chosen ? 4 : Theme.contrast ? 3 : 1
        border.color: root.chosen || root.down ? Theme.blue : Theme.contrast ? Theme.edge : Theme.line
    }

    Loader {
        anchors.fill: parent
        active: root.dashed
        sourceComponent: DashedFrame {}
    }

    Icon {
        id: picture

        anchors.verticalCenter: parent.verticalCenter
        x: root.padding
        visible: root.icon !== ""
        name: root.icon
        size: root.iconSize
        color: root.can ? Theme.blue : Theme.edge
        ground: root.fill
    }

    Column {
        id: column

        readonly property real textLeft: root.padding + (root.icon !== "" ? root.iconSize + Math.min(40, root.padding) - 4 : 0)

        anchors.verticalCenter: parent.verticalCenter
        x: column.textLeft
        width: root.width - column.textLeft - (root.ticks ? 72 : root.leads || root.chosen ? 88 : 12)

        Paragraph {
            id: title

            width: column.width
            text: root.tight && joined.advanceWidth <= column.width ? joined.text : root.label
            size: root.tight || longest.advanceWidth > column.width ? Math.min(Theme.small, root.size, Math.floor(Theme.small * column.width / Math.max(1, word.advanceWidth))) : root.size
            strong: root.can
            balanced: root.ticks
            leading: 1.3
            color: root.can ? Theme.ink : Theme.ink2
        }

        TextMetrics {
            id: longest

            font.pixelSize: root.size
            font.bold: true
            text: root.label.split("\n").reduce((a, b) => a.length >= b.length ? a : b, "")
        }

        TextMetrics {
            id: word

            font.pixelSize: Theme.small
            font.bold: true
            text: (root.label.match(/[A-Za-z-]+/g) ?? []).reduce((a, b) => a.length >= b.length ? a : b, "")
        }

        TextMetrics {
            id: joined

            font.pixelSize: Math.min(Theme.small, root.size)
            font.bold: root.can
            text: Texts.onOneLine(root.label)
        }

        Paragraph {
            visible: text !== ""
            width: column.width
            text: root.why !== "" ? root.why : root.note
            size: root.why !== "" ? Theme.caption : root.size >= Theme.lead ? Theme.body : Theme.small
            leading: 1.3
            color: Theme.ink2
        }
    }

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        x: root.width - (root.ticks ? 56 : 72)
        visible: root.leads || root.chosen
        name: root.chosen ? "check" : "chevron"
        size: root.ticks ? 40 : 48
        color: Theme.blue
        ground: root.fill
    }

    FocusRing {
        of: root
    }
}
