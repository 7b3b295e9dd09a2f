pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// The label of the letter, filled in while one answers. Only to be looked at.
Item {
    id: root

    required property string recipient
    required property string phone
    required property string address
    property string note: ""
    property int size: Theme.body

    implicitHeight: column.height + 48

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.surface
        border.width: Theme.border
        border.color: Theme.mid
    }

    Rectangle {
        width: 16
        height: parent.height
        radius: 8
        color: Theme.blue
    }

    Column {
        id: column

        x: 48
        y: 24
        width: root.width - 88
        spacing: 8

        Item {
            width: parent.width
            height: title.height

            Words {
                id: title

                text: Texts.book["address.waybill"]
                size: Theme.small
                strong: true
                color: Theme.blue
            }

            Words {
                anchors.right: parent.right
                height: title.height
                visible: root.note !== "" && title.implicitWidth + implicitWidth + 32 < parent.width
                text: root.note
                size: Theme.caption
                color: Theme.ink2
            }
        }

        Words {
            text: root.recipient + "　" + Texts.phone(root.phone)
            size: root.size
        }

        Paragraph {
            width: parent.width
            text: root.address
            size: root.size
        }
    }
}
