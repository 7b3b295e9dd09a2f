pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// A self-test on command: whoever comes by reads that it takes a moment.
Item {
    id: root

    required property var view

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: Theme.footer
        color: Theme.deep
    }

    Column {
        x: Theme.margin
        y: Theme.portrait ? 560 : 240
        width: Theme.contentWidth
        spacing: 32

        Icon {
            name: "tool"
            size: 144
            color: Theme.deepText
            ground: Theme.deep
        }

        Paragraph {
            width: parent.width
            text: Texts.book["maintenance.unattended.question"]
            size: Theme.large ? Theme.question : Theme.title
            strong: true
            leading: 1.25
            color: Theme.deepText
        }

        Paragraph {
            width: parent.width
            text: Texts.fill(Texts.book["maintenance.unattended.about"], {
                "tested": root.view.tested,
                "count": root.view.count
            })
            size: Theme.lead
            leading: 1.5
            color: Theme.deepText2
        }
    }
}
