pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What became of the money: paid, nothing charged and why, or being clarified and what is certain all the same.
Sheet {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    readonly property string icon: root.phase === "approved" ? "check" : root.phase === "unknown" ? "clock" : "warn"
    readonly property color tone: root.phase === "approved" ? Theme.blue : root.phase === "unknown" ? Theme.amber : Theme.red
    readonly property color tint: root.phase === "approved" ? Theme.pale : root.phase === "unknown" ? Theme.sand : Theme.redTint
    readonly property var lines: {
        if (root.phase === "approved")
            return [root.view.card ? Texts.fill(Texts.book["pay.card"], {
                    "card": root.view.card
                }) : "", root.view.reference ? Texts.fill(Texts.book["pay.reference"], {
                    "reference": root.view.reference
                }) : ""].filter(line => line !== "");
        if (root.phase === "unknown")
            return ["pay.unclear.once", "pay.unclear.lapses", "pay.unclear.charged"].map(key => Texts.book[key]);
        return [Texts.book["pay.then." + root.view.reason] ?? ""].filter(line => line !== "");
    }

    Column {
        x: 48
        y: Math.max(32, (parent.height - height) / 2)
        width: parent.width - 96
        spacing: Theme.large ? 24 : 32

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 120
            height: 120
            radius: 60
            color: root.tint
            border.width: Theme.contrast ? 3 : 0
            border.color: root.tone

            Icon {
                anchors.centerIn: parent
                name: root.icon
                size: 72
                color: root.tone
                ground: root.tint
            }
        }

        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: root.phase === "approved"
            text: "¥ " + (root.view.amount_fen / 100).toFixed(2)
            size: Theme.number
            strong: true
        }

        Paragraph {
            visible: text !== ""
            width: parent.width
            text: root.phase === "declined" || root.phase === "not_charged" ? Texts.book["pay.reason." + root.view.reason] ?? "" : ""
            size: Theme.lead
            strong: true
            horizontalAlignment: Text.AlignHCenter
        }

        Column {
            visible: root.phase === "unknown"
            width: parent.width
            spacing: 4

            Words {
                anchors.horizontalCenter: parent.horizontalCenter
                text: Texts.book["pay.clue"]
                size: Theme.small
                color: Theme.ink2
            }

            Words {
                objectName: "pay.clue"
                anchors.horizontalCenter: parent.horizontalCenter
                text: root.view.clue ?? ""
                size: Theme.lead
                strong: true
            }
        }

        Repeater {
            model: root.lines

            Paragraph {
                required property string modelData

                width: parent.width
                text: modelData
                color: Theme.ink2
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}
