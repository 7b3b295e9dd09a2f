pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// The way through a service, drawn like a metro line: passed, here, to come.
Item {
    id: root

    required property var stations
    required property int station
    property int inset: 40
    readonly property int count: root.stations.length
    readonly property real pitch: root.count > 1 ? (root.width - 2 * root.inset) / (root.count - 1) : 0

    function placeOf(index: int): real {
        return root.inset + index * root.pitch;
    }

    Rectangle {
        x: root.inset
        y: 18
        width: root.width - 2 * root.inset
        height: 4
        color: Theme.edge
    }

    Rectangle {
        x: root.inset
        y: 17
        width: Math.max(0, root.station) * root.pitch
        height: 6
        color: Theme.blue

        Behavior on width {
            NumberAnimation {
                duration: Theme.pageTime
            }
        }
    }

    Repeater {
        model: root.stations

        Item {
            id: stop

            required property int index
            required property string modelData
            readonly property bool here: stop.index === root.station
            readonly property bool passed: stop.index < root.station

            x: root.placeOf(stop.index)

            Rectangle {
                anchors.centerIn: parent
                anchors.verticalCenterOffset: 20
                width: stop.here ? 36 : 20
                height: width
                radius: width / 2
                color: stop.passed ? Theme.blue : Theme.surface
                border.width: stop.here ? 8 : 4
                border.color: stop.here || stop.passed ? Theme.blue : Theme.edge
            }

            Words {
                anchors.horizontalCenter: parent.horizontalCenter
                y: 44
                visible: !Theme.large
                text: Texts.book[stop.modelData]
                size: stop.here && !Theme.english ? 28 : 24
                strong: stop.here
                leading: stop.here && !Theme.english ? 1.15 : 1.33
                color: stop.here ? Theme.blue : stop.passed ? Theme.ink : Theme.ink2
            }
        }
    }
}
