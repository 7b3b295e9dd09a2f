pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Theme

// Where a finger writes.
Item {
    id: root

    property var strokes: []
    property color colour: Theme.penInk
    property real penWidth: 9
    property SignatureInk ink: null // lent while this box is there

    signal strokeDrawn(points: var)

    Component.onCompleted: root.ink = Painted.lendInk(root)
    Component.onDestruction: {
        const lent = root.ink;
        root.ink = null; // nothing is said to it any more
        Painted.takeInk(lent);
    }

    Binding {
        target: root.ink
        property: "strokes"
        value: root.strokes
        restoreMode: Binding.RestoreNone
    }

    Binding {
        target: root.ink
        property: "colour"
        value: root.colour
        restoreMode: Binding.RestoreNone
    }

    Binding {
        target: root.ink
        property: "penWidth"
        value: root.penWidth
        restoreMode: Binding.RestoreNone
    }

    Connections {
        target: root.ink

        function onStrokeDrawn(points: var) {
            if (root.visible) // not when the page goes under the finger: nobody is there to take it
                root.strokeDrawn(points);
        }
    }
}
