pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 签名: the finger writes, the ink follows.
StepPage {
    id: root

    required property var view
    readonly property bool refusable: root.view.may_refuse === true
    readonly property int side: root.refusable ? (Theme.large ? 248 : 232) : Theme.portrait ? 304 : 248
    readonly property bool blank: root.view.strokes.length === 0

    question: Texts.book["sign.question"]
    about: Texts.book["sign.about"]

    Rectangle {
        id: box

        // one shape in every orientation, so that a signature looks the same wherever it is shown
        readonly property real shape: 936 / 560

        parent: root
        x: Theme.margin
        y: Theme.portrait ? Theme.reach + 80 : Theme.reachable ? Theme.bodyBottom - height : 168 + (744 - height) / 2
        width: Theme.portrait ? Theme.contentWidth : Theme.asideWidth
        height: width / box.shape
        radius: Theme.radiusSheet
        color: Theme.surface
        border.width: 4
        border.color: Theme.blue

        Repeater {
            model: 30

            Rectangle {
                required property int index

                x: 64 + index * (box.width - 128) / 30
                y: box.height * 0.76
                width: (box.width - 128) / 30 - 8
                height: 3
                color: Theme.mid
            }
        }

        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            y: box.height * 0.76 + 20
            text: Texts.book[root.blank || root.view.enough ? "sign.here" : "sign.more"] // why one cannot go on yet
            size: Theme.small
            color: root.blank || root.view.enough ? Theme.ink2 : Theme.amberText
        }

        InkBox {
            objectName: "sign.box"
            anchors.fill: parent
            anchors.margins: 4
            strokes: root.view.strokes
            onStrokeDrawn: points => Flow.send("stroke", {
                    "points": points
                })
            Accessible.role: Accessible.Canvas
            Accessible.name: Texts.book["sign.here"]
        }
    }

    actions: Row {
        width: parent.width
        spacing: Theme.gap

        SideButton {
            objectName: "sign.clear"
            width: root.side
            icon: "redo"
            can: !root.blank
            label: Texts.book["sign.clear"]
            onTouched: Flow.send("clear")
        }

        SideButton {
            objectName: "sign.refuse"
            visible: root.refusable
            can: root.refusable
            width: root.side
            label: Texts.book["sign.refuse"]
            onTouched: Flow.send("refuse")
        }

        MainButton {
            objectName: "sign.next"
            width: parent.width - (root.refusable ? 2 : 1) * (root.side + Theme.gap)
            can: root.view.enough
            label: Texts.book[root.refusable ? "sign.submit" : "sign.next"]
            onTouched: Flow.send("next")
        }
    }
}
