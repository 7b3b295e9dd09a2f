pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// Deep blue, so that nobody takes it for a screen of citizens: which terminal, who is in, what it can do at this moment.
Rectangle {
    id: root

    required property var view
    readonly property var body: root.view.body ?? ({})
    readonly property var place: root.view.place ?? null
    readonly property bool counted: root.body.services_open !== undefined

    width: Theme.stageWidth
    height: Theme.header
    color: Theme.deep

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.hairline
        color: Theme.contrast ? Theme.line : Theme.deep
    }

    Mark {
        x: Theme.margin
        y: Theme.portrait ? 36 : 28
        dark: true
    }

    Words {
        x: Theme.margin + 96
        y: Theme.portrait ? 32 : 20
        text: root.place ? Texts.fill(Texts.book["maintenance.place"], {
            "place": root.place[Flow.language],
            "number": root.place.number
        }) : Texts.book["maintenance.no_place"]
        size: Theme.smallest
        leading: 1.33
        color: Theme.deepText2
    }

    Words {
        x: Theme.margin + 96
        y: Theme.portrait ? 64 : 52
        text: Texts.book[root.view.closed ? "maintenance.title_closed" : "maintenance.title"]
        size: Theme.name
        strong: true
        leading: 1.3
        color: Theme.deepText
    }

    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: Theme.portrait ? 44 : 20
        height: 56
        spacing: 12
        visible: root.view.staff !== ""

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "tool"
            size: 40
            color: Theme.deepText
            ground: Theme.deep
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: Texts.fill(Texts.book["maintenance.staff"], {
                "number": root.view.staff
            })
            size: Theme.portrait ? Theme.small : 28
            color: Theme.deepText
        }
    }

    Words {
        visible: root.counted
        x: Theme.portrait ? Theme.margin : 720
        y: Theme.portrait ? 148 : 24
        text: Texts.fill(Texts.book["maintenance.services"], {
            "open": root.body.services_open ?? 0,
            "paused": root.body.services_paused ?? 0
        })
        size: Theme.large ? 32 : 30
        strong: true
        color: Theme.deepText
    }

    Words {
        visible: root.counted
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: Theme.portrait ? 152 : 76
        text: Texts.fill(Texts.book["maintenance.sitting"], {
            "since": root.view.since,
            "waiting": root.body.waiting ?? 0
        })
        size: 26
        color: Theme.deepText2
    }
}
