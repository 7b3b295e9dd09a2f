pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The selected violation above (or beside) the list: its picture, its facts, its small pictures.
Sheet {
    id: root

    required property var view
    required property var row
    required property ViolationWords say
    readonly property bool wide: !Theme.portrait
    readonly property int pad: 20
    readonly property real stripY: Math.max(root.height - root.pad - Theme.touch, 0)
    readonly property real pictureHeight: root.stripY - 16 - root.pad
    readonly property real pictureWidth: Math.min(root.pictureHeight * 1.5, root.width * (root.wide ? 0.56 : 0.5))
    readonly property int factSize: root.wide ? Theme.caption : Theme.small
    readonly property bool decided: root.row.kind === "decision"
    readonly property bool counted: root.view.picture.count > 0

    EvidencePicture {
        id: picture

        x: root.pad
        y: root.pad
        width: root.pictureWidth
        height: width / 1.5
        source: root.view.picture.source ?? ""
        standing: root.view.picture.state
        decision: root.decided
    }

    Column {
        x: picture.x + picture.width + 24
        y: root.pad
        width: root.width - x - root.pad
        spacing: 8

        Paragraph {
            width: parent.width
            text: root.say.offence(root.row)
            size: root.wide || Theme.english || root.row.text.length * 36 > parent.width * 2 ? Theme.small : 36
            strong: true
            leading: 1.3
        }

        Words {
            width: parent.width
            text: root.row.at + (root.wide ? "" : "　" + root.say.fact("code", root.row.code))
            size: root.factSize
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 24
            leading: 1.4
            color: Theme.ink2
        }

        Paragraph {
            width: parent.width
            text: root.decided ? root.say.late(root.row) : root.row.place
            size: root.decided || root.row.place.length * Theme.small > parent.width * 2 ? Theme.caption : root.factSize
            leading: 1.4
            color: Theme.ink2
        }

        Words {
            visible: root.counted
            width: parent.width
            text: Texts.fill(Texts.book["violations.picture.label"], {
                "n": root.view.picture.index + 1,
                "count": root.view.picture.count
            })
            size: Theme.caption
            leading: 1.4
            color: Theme.ink2
        }
    }

    ViolationPictures {
        x: root.pad
        y: root.stripY
        columns: 9
        view: root.view
        cellWidth: root.view.picture.count > 5 ? 88 : root.wide ? 108 : 124
    }

    SideButton {
        objectName: "violations.enlarge"
        anchors.right: parent.right
        anchors.rightMargin: root.pad
        y: root.stripY
        width: 208
        height: Theme.touch
        icon: "zoom"
        size: Theme.small
        label: Texts.book["violations.picture.enlarge"]
        onTouched: Flow.send("enlarge")
    }
}
