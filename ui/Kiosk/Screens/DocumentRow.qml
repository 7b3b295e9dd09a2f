pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// One paper of the list: its picture, its name, whether it is there, and the way to take it.
Sheet {
    id: root

    required property var paper
    required property string name
    property bool touched: true // false: it is only shown
    readonly property bool there: root.paper.taken
    readonly property bool pictured: Theme.portrait || !Theme.large // else the words need the width
    readonly property bool doubtful: root.paper.doubts.length > 0

    implicitHeight: Math.max(Theme.touch + 32, 144, words.height + 32)

    Rectangle {
        id: frame

        visible: root.pictured
        x: 24
        anchors.verticalCenter: parent.verticalCenter
        width: 144
        height: 108
        color: root.there ? Theme.darkroom : Theme.faint
        border.width: Theme.contrast ? Theme.border : 0
        border.color: Theme.edge

        Image {
            anchors.fill: parent
            anchors.margins: 4
            visible: root.there
            source: root.there && root.pictured ? root.paper.picture ?? "" : ""
            sourceSize: Qt.size(width, height)
            fillMode: Image.PreserveAspectFit
            cache: false // nothing of it stays behind
            Accessible.ignored: true
        }

        Icon {
            anchors.centerIn: parent
            visible: !root.there
            name: "document-camera"
            size: 64
            color: Theme.blue
            ground: Theme.faint
        }
    }

    Column {
        id: words

        x: root.pictured ? frame.x + frame.width + 24 : 32
        anchors.verticalCenter: parent.verticalCenter
        width: (button.visible ? button.x : root.width) - x - 24
        spacing: 8

        Paragraph {
            width: parent.width
            text: root.name
            strong: true
        }

        Chip {
            kind: root.doubtful ? "attention" : root.there ? "ok" : root.paper.required ? "attention" : "neutral"
            icon: root.doubtful ? "warn" : root.there ? "check" : "clock"
            text: Texts.book["documents." + (root.doubtful ? "doubtful" : root.there ? "done" : root.paper.required ? "missing" : "optional")]
        }
    }

    SideButton {
        id: button

        objectName: "documents.take." + root.paper.kind
        visible: root.touched
        can: root.touched
        anchors.verticalCenter: parent.verticalCenter
        x: root.width - width - 24
        width: Theme.english ? 264 : Theme.large ? 200 : 176
        implicitHeight: Theme.touch
        label: Texts.book[root.there ? "documents.again" : "documents.take"]
        onTouched: Flow.send("take", {
            "kind": root.paper.kind
        })
    }
}
