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
    readonly property bool takes: Boolean(root.view.choosing) && root.view.choosing.can.indexOf(root.view.selected) >= 0
    readonly property bool tight: root.beside && Theme.large
    readonly property bool taken: root.takes && root.view.choosing.chosen.indexOf(root.view.selected) >= 0
    readonly property bool pictured: root.row !== null && root.row.pictures > 0
    readonly property bool beside: !Theme.portrait
    readonly property real cell: root.view.picture.count > 5 || root.beside ? Theme.touch : 132 * Theme.touchFactor
    readonly property real strip: root.view.picture.count * (root.cell + 16)
    readonly property real aboveStrip: Theme.portrait ? (Theme.large ? 340 : 500) : 744 - Theme.touch - 16
    readonly property real pictureHeight: Math.min(root.aboveStrip, (Theme.portrait ? Theme.contentWidth : Theme.asideWidth) / 1.5)
    readonly property real stripY: Math.max(root.pictureHeight + 16, Theme.reach - root.asideY) // portrait

    question: root.row ? say.penalty(root.row) : ""
    about: root.row ? say.offence(root.row) : ""
    asideHeight: root.pictured ? root.stripY + Theme.touch : 0

    ViolationWords {
        id: say

        view: root.view
    }

    aside: Item {
        visible: root.pictured || root.beside
        width: parent.width
        height: root.beside ? parent.height : root.stripY + Theme.touch

        EvidencePicture {
            anchors.horizontalCenter: parent.horizontalCenter
            y: root.beside ? (root.aboveStrip - height) / 2 : (root.stripY - 16 - height) / 2
            width: root.pictureHeight * 1.5
            height: root.pictureHeight
            source: root.view.picture.source ?? ""
            standing: root.view.picture.state
            decision: root.row !== null && root.row.kind === "decision"
        }

        ViolationPictures {
            y: root.beside ? parent.height - Theme.touch : root.stripY
            columns: 9
            view: root.view
            cellWidth: root.cell
        }

        Words {
            visible: Theme.portrait && root.view.picture.count < 5
            anchors.right: parent.right
            y: root.stripY
            height: Theme.touch
            text: Texts.fill(Texts.book[Theme.large ? "grid.page_short" : "violations.picture.label"], {
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
        height: root.beside ? Theme.bodyBottom - root.bodyY : root.bodyHeight
        title: root.row ? (root.row.plate !== "" ? root.row.plate + "　" : "") + say.tag(root.row) : ""
        text: root.row ? say.whole(root.row) : ""
    }

    // in landscape it stands beside the small pictures, so that the words have the whole height
    actions: Row {
        id: keys

        readonly property real share: (keys.width - Theme.gap) * (root.tight ? 0.36 : 0.5)

        x: root.beside ? Theme.margin - Theme.paneX + root.strip : 0
        y: root.beside ? Theme.button - Theme.touch : 0
        width: root.beside ? Theme.asideWidth - root.strip : root.bodyWidth
        height: root.beside ? Theme.touch : Theme.button
        spacing: Theme.gap

        SideButton {
            objectName: "violations.take_this"
            visible: root.takes
            can: root.takes
            width: keys.share
            height: keys.height
            icon: root.taken && !root.tight ? "check" : ""
            size: root.beside ? Theme.small : Theme.body
            label: Texts.book["violation_choice." + (root.taken ? "leave" : "take") + (root.tight ? "_short" : "")]
            onTouched: Flow.send("take", {
                "id": root.view.selected
            })
        }

        MainButton {
            objectName: "violations.shrink"
            width: root.takes ? keys.width - keys.share - Theme.gap : keys.width
            height: keys.height
            size: root.beside ? Theme.body : Theme.lead
            label: Texts.book["violations.picture.shrink"]
            onTouched: Flow.send("shrink")
        }
    }
}
