pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A number plate in the colours of its kind (GA 24.7): blue for small cars, green for new energy, yellow for large vehicles.
Rectangle {
    id: root

    required property string plate
    property string kind: ""
    property int size: Theme.caption
    readonly property bool green: root.kind === "51" || root.kind === "52"
    readonly property bool yellow: ["01", "07", "13", "15", "16"].indexOf(root.kind) >= 0
    readonly property bool masked: root.plate.indexOf("∗") >= 0 // shown as it came
    readonly property string shown: root.plate.length > 2 && !root.masked ? root.plate.slice(0, 2) + "·" + root.plate.slice(2) : root.plate

    implicitWidth: words.implicitWidth + Math.max(16, Math.round(root.size * 0.6))
    implicitHeight: Math.round(root.size * 1.55)
    radius: Math.max(8, Math.round(root.size * 0.24))
    color: root.green ? Theme.plateGreen : root.yellow ? Theme.plateYellow : Theme.contrast ? Theme.surface : Theme.blue
    border.width: Theme.contrast || root.green || root.yellow ? Theme.border : 0
    border.color: root.green ? Theme.plateGreenEdge : root.yellow ? Theme.plateYellowEdge : Theme.edge

    Words {
        id: words

        anchors.centerIn: parent
        text: root.shown
        size: root.size
        strong: true
        leading: 1.3
        color: Theme.contrast || root.green || root.yellow ? Theme.ink : Theme.primaryText
    }
}
