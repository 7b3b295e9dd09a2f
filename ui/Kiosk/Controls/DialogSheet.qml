pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A question over everything: the ground is covered and does not answer.
Item {
    id: root

    default property alias content: column.data
    property int sheetWidth: Theme.portrait ? 936 : 1104
    property int spacing: Theme.portrait ? 24 : 20

    anchors.fill: parent

    Rectangle {
        anchors.fill: parent
        color: Theme.veil
    }

    Rectangle {
        objectName: "dialog"
        anchors.centerIn: parent
        anchors.verticalCenterOffset: Theme.portrait ? 70 : -52
        width: root.sheetWidth
        height: column.height + (Theme.portrait ? 112 : 80)
        radius: Theme.radiusDialog
        color: Theme.surface
        border.width: Theme.contrast ? Theme.border : 0
        border.color: Theme.edge
    }

    Column {
        id: column

        anchors.centerIn: parent
        anchors.verticalCenterOffset: Theme.portrait ? 70 : -52
        width: root.sheetWidth - 112
        spacing: root.spacing
    }
}
