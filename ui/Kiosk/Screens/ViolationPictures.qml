pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The small pictures of one record, to choose which is seen large.
Grid {
    id: root

    required property var view
    property real cellWidth: 132
    property real cellHeight: Theme.touch

    spacing: 16

    Repeater {
        model: root.view.pictures.length

        Touchable {
            id: cell

            required property int index
            readonly property var picture: root.view.pictures[cell.index] ?? null
            readonly property bool chosen: root.view.picture.index === cell.index

            objectName: "violations.picture." + cell.index
            label: Texts.fill(Texts.book["violations.picture.name"], {
                "n": cell.index + 1
            })
            width: root.cellWidth
            height: root.cellHeight
            role: Accessible.RadioButton
            ticked: cell.chosen
            onTouched: Flow.send("picture", {
                "index": cell.index
            })

            EvidencePicture {
                anchors.fill: parent
                small: true
                source: cell.picture ? cell.picture.source ?? "" : ""
                standing: cell.picture ? cell.picture.state : "none"
            }

            Rectangle {
                anchors.fill: parent
                color: "transparent"
                border.width: cell.chosen ? 6 : cell.down ? 4 : 0
                border.color: Theme.contrast ? Theme.amber : Theme.blue
            }

            FocusRing {
                of: cell
                corner: 0
            }
        }
    }
}
