pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The oval with the live picture, forty-eight ticks around it that fill as the try goes on, and a tick when it is done.
Item {
    id: root

    property real fraction: 0
    property bool showsPicture: true // false: the good news stands in place of the picture
    readonly property int count: 48
    readonly property int lit: Math.round(Math.max(0, Math.min(1, root.fraction)) * root.count)
    readonly property real room: Theme.portrait ? 76 : 60 // for the ticks
    readonly property real half: Math.min(root.width / 2 - root.room, (root.height / 2 - root.room) * 0.782)
    readonly property real tall: root.half / 0.782

    Repeater {
        model: root.count

        Item {
            id: place

            required property int index
            readonly property real angle: 2 * Math.PI * place.index / root.count
            readonly property bool on: place.index < root.lit
            readonly property real reach: Theme.portrait ? 44 : 34

            x: root.width / 2 + (root.half + place.reach) * Math.sin(place.angle)
            y: root.height / 2 - (root.tall + place.reach) * Math.cos(place.angle)
            // across the edge of the oval
            rotation: Math.atan2(Math.sin(place.angle) / root.half, Math.cos(place.angle) / root.tall) * 180 / Math.PI

            Rectangle {
                anchors.centerIn: parent
                width: place.on ? 12 : 6
                height: (Theme.portrait ? 32 : 26) + (place.on ? 8 : 0)
                radius: width / 2
                antialiasing: true
                color: place.on ? Theme.blue : Theme.mid
            }
        }
    }

    Item {
        id: oval

        anchors.centerIn: parent
        width: 2 * root.half
        height: 2 * root.tall

        Image {
            anchors.fill: parent
            visible: !camera.live
            sourceSize: Qt.size(Math.round(oval.width), Math.round(oval.height))
            source: `image://drawing/art/oval/${Theme.contrast ? "contrast" : "normal"}`
            Accessible.ignored: true
        }

        FaceCamera {
            id: camera

            objectName: "face.picture"
            anchors.fill: parent
            visible: root.showsPicture
            Accessible.role: Accessible.Graphic
            Accessible.name: Texts.book["face.about"]
        }

        Column {
            anchors.centerIn: parent
            visible: root.showsPicture && !camera.live
            spacing: 24

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: "face"
                size: 160
                color: Theme.mid
                ground: Theme.faint
            }

            Words {
                anchors.horizontalCenter: parent.horizontalCenter
                text: Texts.book["face.placeholder"]
                size: Theme.small
                color: Theme.ink2
            }
        }

        Rectangle {
            anchors.centerIn: parent
            visible: !root.showsPicture
            width: 240
            height: 240
            radius: 120
            color: Theme.primary

            Icon {
                anchors.centerIn: parent
                name: "check"
                size: 144
                color: Theme.primaryText
                ground: Theme.primary
            }
        }
    }
}
