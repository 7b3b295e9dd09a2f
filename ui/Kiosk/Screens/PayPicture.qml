pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The bank card's slot and pad: the card goes in, stays in, comes out.
Item {
    id: root

    required property string phase
    readonly property bool padded: root.phase === "pin"
    readonly property bool leaving: root.phase === "take_card"
    readonly property bool asking: root.phase === "insert" || root.leaving
    readonly property bool empty: root.phase === "saving"

    Art {
        anchors.fill: parent
        visible: root.padded
        name: "pay-pin"
    }

    Item {
        id: slot

        anchors.fill: parent
        visible: !root.padded

        Art {
            id: reader

            anchors.fill: parent
            name: "pay-reader"
        }

        Item {
            id: moving

            property real out: root.asking ? 0.35 : 0
            readonly property real unit: reader.paintedWidth / 790

            visible: !root.empty
            x: -moving.out * 130 * moving.unit
            y: moving.out * 75 * moving.unit
            width: parent.width
            height: parent.height

            Art {
                anchors.fill: parent
                name: "pay-card"
            }
        }

        Art {
            anchors.fill: parent
            visible: root.phase === "insert"
            name: "pay-arrow"
        }
    }

    SequentialAnimation {
        running: Theme.moving && root.asking
        loops: Animation.Infinite

        PropertyAction {
            target: moving
            property: "out"
            value: root.leaving ? 0 : 0.6
        }

        PauseAnimation {
            duration: 700
        }

        NumberAnimation {
            target: moving
            property: "out"
            to: root.leaving ? 0.6 : 0
            duration: 900
            easing.type: Easing.InOutQuad
        }

        PauseAnimation {
            duration: 900
        }
    }
}
