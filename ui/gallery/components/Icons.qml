pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Every drawing of the set, with its name.
SheetPage {
    id: root

    property var names: []

    name: "icons"

    Flow {
        width: Theme.contentWidth

        Repeater {
            model: root.names

            Column {
                id: cell

                required property string modelData

                width: Theme.contentWidth / (Theme.portrait ? 6 : 12)
                height: Theme.portrait ? 140 : 140
                spacing: 4

                Icon {
                    anchors.horizontalCenter: parent.horizontalCenter
                    name: cell.modelData
                    size: 72
                    ground: Theme.paper
                }

                Words {
                    id: word

                    anchors.horizontalCenter: parent.horizontalCenter
                    text: cell.modelData.replace(/-(?=[^-]*$)/, "-\n")
                    horizontalAlignment: Text.AlignHCenter
                    size: 24
                    leading: 1.1
                    color: Theme.ink2
                }
            }
        }
    }
}
