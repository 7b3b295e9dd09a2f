pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Maintenance
import Kiosk.Theme

// 暂停服务: the terminal can serve nobody; in both languages, for nobody can change it here.
Item {
    id: root

    required property var view
    readonly property string reason: root.view.reason ?? ""
    readonly property string because: root.view.failure ? Texts.book["out_of_service.because." + root.view.failure] ?? "" : ""
    readonly property string things: (root.view.left ?? []).map(entry => Texts.book["thing." + entry.thing]).join(Texts.book["out_of_service.and"])

    Rectangle {
        anchors.fill: parent
        color: Theme.deep
    }

    Row {
        x: Theme.margin
        y: 72
        spacing: 24

        Mark {
            dark: true
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: Texts.book["attract.owner"]
            size: Theme.name
            strong: true
            color: Theme.deepText
        }
    }

    Column {
        x: Theme.margin
        y: Theme.portrait ? 560 : root.reason === "" && !root.view.cause ? 320 : 200
        width: Theme.portrait ? Theme.contentWidth : 1200
        spacing: 32

        Icon {
            name: "pause"
            size: 144
            color: Theme.deepText
            ground: Theme.deep
        }

        Words {
            text: Texts.book["out_of_service.question"]
            size: Theme.notice
            strong: true
            leading: 1.25
            color: Theme.deepText
        }

        Paragraph {
            width: parent.width
            text: Texts.book[root.view.cause ? "failure." + root.view.cause : "out_of_service.instead"]
            size: 40
            leading: 1.5
            color: Theme.deepText2
        }

        Words {
            visible: root.reason !== ""
            text: root.reason === "" ? "" : Texts.fill(Texts.book["out_of_service.closed"], {
                "reason": Texts.book["out_of_service.reason." + root.reason] ?? ""
            })
            size: Theme.lead
            strong: true
            color: Theme.deepText
        }

        Words {
            objectName: "out_of_service.because"
            visible: root.because !== ""
            text: Texts.fill(root.because, {
                "things": root.things
            })
            size: Theme.lead
            strong: true
            leading: Theme.leadingHead
            color: Theme.deepText
        }

        Words {
            text: Texts.book["out_of_service.other"]
            size: Theme.body
            wrapMode: Text.Wrap
            width: parent.width
            color: Theme.deepText2
        }
    }

    Words {
        x: Theme.margin
        y: Theme.stageHeight - 120
        visible: Boolean(root.view.failure)
        text: root.view.failure ? Texts.fill(Texts.book["out_of_service.code"], {
            "code": root.view.failure
        }) : ""
        size: Theme.small
        color: Theme.deepText2
    }

    HoldCorner {}
}
