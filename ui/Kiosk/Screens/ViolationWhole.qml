pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// One violation on the whole screen: its picture as large as it goes, everything that is known in words.
StepPage {
    id: root

    required property var view
    readonly property var row: root.view.rows.find(row => row.id === root.view.selected) ?? null
    readonly property bool pictured: root.row !== null && root.row.pictures > 0
    readonly property real aboveStrip: Theme.portrait ? (Theme.large ? 400 : 500) : 744 - Theme.touch - 16
    readonly property real pictureHeight: Math.min(root.aboveStrip, (Theme.portrait ? Theme.contentWidth : Theme.asideWidth) / 1.5)

    question: root.row ? root.row.text : ""
    about: root.row ? say.fine(root.row) + (Theme.english ? ", " : "　") + say.points(root.row) : ""
    asideHeight: root.pictured ? root.pictureHeight + 16 + Theme.touch : 0
    split: Theme.portrait || root.pictured

    ViolationWords {
        id: say

        view: root.view
    }

    aside: Item {
        visible: root.pictured
        width: parent.width
        height: root.pictureHeight + 16 + Theme.touch

        EvidencePicture {
            anchors.horizontalCenter: parent.horizontalCenter
            width: root.pictureHeight * 1.5
            height: root.pictureHeight
            source: root.view.picture.source ?? ""
            standing: root.view.picture.state
        }

        ViolationPictures {
            y: root.pictureHeight + 16
            columns: 9
            view: root.view
            cellWidth: root.view.picture.count > 5 ? Theme.touch : 132 * Theme.touchFactor
        }

        Words {
            visible: root.view.picture.count < (Theme.large && !Theme.portrait ? 4 : 5)
            anchors.right: parent.right
            y: root.pictureHeight + 16
            height: Theme.touch
            text: Texts.fill(Texts.book["violations.picture.label"], {
                "n": root.view.picture.index + 1,
                "count": root.view.picture.count
            })
            size: Theme.caption
            color: Theme.ink2
        }
    }

    TextSheet {
        name: "violations.facts"
        size: Theme.small
        width: root.bodyWidth
        height: root.bodyHeight
        title: root.row ? (root.row.plate !== "" ? root.row.plate + "　" : "") + say.tag(root.row) : ""
        text: root.row ? say.whole(root.row) : ""
    }

    actions: MainButton {
        objectName: "violations.shrink"
        width: parent.width
        label: Texts.book["violations.picture.shrink"]
        onTouched: Flow.send("shrink")
    }
}
