pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// How far a matter is at the office: its stages with words, the ones behind it filled, the one it stands at ringed.
Item {
    id: root

    required property var stages // names: text keys `application_stage.<name>`
    required property int at
    property string tone: "ok" // "ok", "attention", "fault", "neutral": what it is like where it stands
    property bool ended: false // it has come to its end, and well
    property bool worded: true
    property color ground: Theme.surface
    readonly property color colour: root.tone === "attention" ? Theme.amber : root.tone === "fault" ? Theme.red : root.tone === "neutral" ? Theme.edge : Theme.blue
    readonly property int dot: root.worded ? 32 : 24
    readonly property real inset: root.worded ? Math.min(96, root.width / Math.max(1, root.stages.length) / 2) : root.dot / 2
    readonly property real pitch: root.stages.length > 1 ? (root.width - 2 * root.inset) / (root.stages.length - 1) : 0

    implicitHeight: root.worded ? root.dot + 8 + Math.round(Theme.caption * 1.42) : root.dot

    Rectangle {
        x: root.inset
        y: (root.dot - height) / 2
        width: root.width - 2 * root.inset
        height: 4
        color: Theme.line
    }

    Rectangle {
        x: root.inset
        y: (root.dot - height) / 2
        width: Math.max(0, root.at) * root.pitch
        height: 6
        color: root.tone === "neutral" ? Theme.edge : Theme.blue
    }

    Repeater {
        model: root.stages

        Item {
            id: stop

            required property int index
            required property string modelData
            readonly property bool here: stop.index === root.at && !root.ended
            readonly property bool passed: stop.index < root.at || (root.ended && stop.index === root.at)

            x: root.inset + stop.index * root.pitch

            Rectangle {
                x: -width / 2
                y: (root.dot - height) / 2
                width: stop.here ? root.dot : Math.round(root.dot * 0.62)
                height: width
                radius: width / 2
                color: stop.passed ? (root.tone === "neutral" ? Theme.edge : Theme.blue) : root.ground
                border.width: stop.here ? 8 : 4
                border.color: stop.here ? root.colour : stop.passed ? color : Theme.line
            }

            Words {
                x: -width / 2
                y: root.dot + 8
                visible: root.worded
                text: Texts.book["application_stage." + stop.modelData]
                size: Theme.caption
                strong: stop.here
                color: stop.here ? (root.tone === "attention" ? Theme.amberText : root.tone === "fault" ? Theme.red : Theme.ink) : stop.passed ? Theme.ink : Theme.ink2
            }
        }
    }
}
