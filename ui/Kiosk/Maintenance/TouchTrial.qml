pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The touch screen's own test: every field over the page has to be found by a finger.
Item {
    id: root

    readonly property int across: Theme.portrait ? 4 : 6
    readonly property int down: Theme.portrait ? 5 : 3
    readonly property real upper: Theme.portrait ? 448 : 352
    readonly property real cellWidth: Math.floor((Theme.contentWidth - (root.across - 1) * 16) / root.across)
    readonly property real cellHeight: Math.floor((Theme.bodyBottom - Theme.button - 24 - root.upper - (root.down - 1) * 16) / root.down)
    property var touched: ({})
    readonly property int missing: root.across * root.down - Object.keys(root.touched).length

    onMissingChanged: {
        if (root.missing === 0)
            Flow.send("judge", {
                "on": true
            });
    }

    Words {
        x: Theme.margin
        y: root.upper - 56
        text: Texts.fill(Texts.book["maintenance.trial.touch_left"], {
            "left": root.missing
        })
        size: Theme.small
        color: Theme.ink2
    }

    Grid {
        x: Theme.margin
        y: root.upper
        columns: root.across
        spacing: 16

        Repeater {
            model: root.across * root.down

            Touchable {
                id: cell

                required property int index
                readonly property bool found: root.touched[cell.index] === true

                objectName: "maintenance.cell." + cell.index
                label: Texts.fill(Texts.book["maintenance.trial.cell"], {
                    "n": cell.index + 1
                })
                width: root.cellWidth
                height: root.cellHeight
                onTouched: root.touched = Object.assign({}, root.touched, {
                    [cell.index]: true
                })

                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radius
                    color: cell.found ? Theme.primary : Theme.surface
                    border.width: Theme.border
                    border.color: Theme.edge
                }

                Icon {
                    anchors.centerIn: parent
                    visible: cell.found
                    name: "check"
                    size: 48
                    color: Theme.primaryText
                    ground: Theme.primary
                }

                FocusRing {
                    of: cell
                }
            }
        }
    }

    SideButton {
        objectName: "maintenance.touch_bad"
        x: Theme.margin
        y: Theme.bodyBottom - Theme.button
        width: Theme.contentWidth
        height: Theme.button
        icon: "cross"
        label: Texts.book["maintenance.trial.touch_bad"]
        onTouched: Flow.send("judge", {
            "on": false
        })
    }
}
