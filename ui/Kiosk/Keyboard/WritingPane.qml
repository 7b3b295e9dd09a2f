pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// Paper for one character, written with the finger.
Item {
    id: root

    readonly property bool blank: Writing.strokes.length === 0
    readonly property bool works: Writing.state !== "missing"

    objectName: "key.ink"
    Accessible.role: Accessible.Canvas
    Accessible.name: Texts.book["key.ink"]

    function undo() {
        Writing.undo(root.width, root.height);
    }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusKey
        color: root.works ? Theme.surface : Theme.sunken
        border.width: Theme.contrast ? 3 : 2
        border.color: root.works ? Theme.blue : Theme.line
    }

    // the cross by which characters are practised
    Repeater {
        model: 24

        Rectangle {
            required property int index
            readonly property bool across: index < 16

            x: across ? Math.round((index + 0.5) * root.width / 16 - width / 2) : Math.round(root.width / 2 - 1)
            y: across ? Math.round(root.height / 2 - 1) : Math.round((index - 15.5) * root.height / 8 - height / 2)
            width: across ? Math.round(root.width / 40) : 2
            height: across ? 2 : Math.round(root.height / 20)
            color: Theme.soft
            visible: root.works
        }
    }

    InkBox {
        anchors.fill: parent
        enabled: root.works
        colour: Theme.ink
        penWidth: Theme.large ? 14 : 10
        strokes: Writing.strokes
        onStrokeDrawn: points => Writing.stroke(points, root.width, root.height)
    }
}
