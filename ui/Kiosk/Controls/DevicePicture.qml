pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A device of the cabinet and what to do with it: the thing travels along its dotted guide, rests, and begins again.
// Standing still, the picture shows the thing on its way, so that its place can be seen.
Item {
    id: root

    required property string device
    property string act: "rest"

    // how far the thing is drawn from its place, in the drawing's pixels; what is shown above it; what it can do
    readonly property var drawings: ({
            "id_card_reader": {
                "travel": [0, 162],
                "cover": false,
                "acts": ["insert", "hold", "take", "missing", "rest", "empty"]
            },
            "bank_card_reader": {
                "travel": [239, -138],
                "cover": true,
                "acts": ["insert", "hold", "take", "missing", "rest", "empty"]
            },
            "pin_pad": {
                "travel": [0, 50],
                "cover": false,
                "acts": ["press", "rest"]
            },
            "camera": {
                "travel": [112.6, -65],
                "cover": false,
                "acts": ["look", "rest"]
            },
            "receipt_printer": {
                "travel": [129.9, -171],
                "cover": true,
                "acts": ["take", "missing", "rest"]
            },
            "document_printer": {
                "travel": [259.8, -150],
                "cover": true,
                "acts": ["take", "missing", "rest"]
            },
            "document_camera": {
                "travel": [183.6, -106],
                "cover": true,
                "acts": ["insert", "hold", "take", "missing", "rest", "empty"]
            },
            "code_scanner": {
                "travel": [164.5, -95],
                "cover": true,
                "acts": ["insert", "hold", "take", "missing", "rest", "empty"]
            }
        })
    readonly property var drawing: root.drawings[root.device]
    readonly property string shown: root.drawing.acts.indexOf(root.act) >= 0 ? root.act : "rest"
    readonly property string name: root.nameOf(root.device)
    readonly property bool travels: ["insert", "take", "press", "look"].indexOf(root.shown) >= 0
    readonly property bool lit: root.travels || root.shown === "hold"
    readonly property bool points: root.shown === "press" || root.shown === "look"
    readonly property bool handless: root.drawing.acts.indexOf("hold") < 0 && root.drawing.acts.indexOf("take") < 0 // only an arrow moves
    readonly property bool there: root.handless ? root.points : root.shown !== "missing" && root.shown !== "empty"

    property real journey: 0
    readonly property real place: !root.travels ? 1 : !Theme.moving ? 0 : root.shown === "take" ? 1 - root.journey : root.journey

    Accessible.role: Accessible.Graphic
    Accessible.name: Texts.book["picture.device." + root.device]
    Accessible.description: Texts.book[`picture.${root.device}.${root.shown}`] ?? "" // device and act do not change in one breath

    function nameOf(device: string): string {
        return device.replace(/_/g, "-");
    }

    onShownChanged: if (travelling.running)
        travelling.restart()

    Item {
        id: frame

        readonly property real unit: frame.width / 960

        anchors.centerIn: parent
        width: Math.min(root.width, root.height * 4 / 3)
        height: frame.width * 3 / 4

        Loader {
            anchors.fill: parent
            active: root.visible
            sourceComponent: Art {
                name: root.name + (root.lit ? "" : "-off")
            }
        }

        Loader {
            anchors.fill: parent
            active: root.visible && (root.travels || root.shown === "missing")
            sourceComponent: Art {
                // of the act alone: while it changes, the loader may not have heard of it yet
                name: ["hold", "rest", "empty"].indexOf(root.shown) < 0 ? root.name + "-" + root.shown : ""
            }
        }

        Loader {
            x: root.place * root.drawing.travel[0] * frame.unit
            y: root.place * root.drawing.travel[1] * frame.unit
            width: frame.width
            height: frame.height
            active: root.visible && root.there
            sourceComponent: Art {
                name: root.name + "-part"
            }
        }

        Loader {
            anchors.fill: parent
            active: root.visible && root.drawing.cover
            sourceComponent: Art {
                // of the device alone: while it changes, what is drawn above it may still be the last one's
                name: root.drawings[root.device].cover ? root.nameOf(root.device) + "-cover" + (root.lit ? "" : "-off") : ""
            }
        }
    }

    SequentialAnimation {
        id: travelling

        running: Theme.moving && root.travels && root.visible
        loops: Animation.Infinite

        PropertyAction {
            target: root
            property: "journey"
            value: 0
        }

        PauseAnimation {
            duration: Theme.restTime
        }

        NumberAnimation {
            target: root
            property: "journey"
            from: 0
            to: 1
            duration: Theme.partTime
            easing.type: Easing.InOutQuad
        }

        PauseAnimation {
            duration: Theme.restTime
        }
    }
}
