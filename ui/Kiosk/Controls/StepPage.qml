pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// The frame of every step. Portrait: question, picture or facts, body, actions from top to bottom.
// Landscape: picture or facts at the left, question, body, actions at the right.
Item {
    id: root

    property string question: ""
    property string about: ""
    property bool split: true // landscape: false gives the whole width to question and body
    property real asideHeight: 0 // portrait
    property real headInset: 0 // room for a drawing beside the question
    property real headSpare: 0 // room kept free at its right
    property bool answers: false // the body is touched: it begins no higher than a hand reaches
    property alias aside: aside.data
    default property alias content: body.data
    property alias actions: actions.data

    readonly property bool wide: !Theme.portrait && !root.split
    readonly property real workX: Theme.portrait || root.wide ? Theme.margin : Theme.paneX
    readonly property real workWidth: Theme.portrait || root.wide ? Theme.contentWidth : Theme.paneWidth
    readonly property real headTop: Theme.portrait ? Theme.bodyTop : root.wide ? 160 : 176
    readonly property bool hasActions: actions.children.length > 0
    readonly property alias asideY: aside.y
    readonly property alias bodyY: body.y
    readonly property alias bodyHeight: body.height
    readonly property alias bodyWidth: body.width
    readonly property real reachY: Math.max(0, Theme.reach - body.y) // where in the body a hand begins to reach

    width: Theme.stageWidth
    height: Theme.stageHeight

    Column {
        id: head

        x: root.workX + root.headInset
        y: root.headTop
        width: root.workWidth - root.headInset - root.headSpare
        spacing: 8

        Paragraph {
            width: parent.width
            text: root.question
            size: Theme.english ? Math.round(Theme.question * 0.86) : Theme.question
            strong: true
            leading: 1.3
        }

        Paragraph {
            width: parent.width
            visible: root.about !== ""
            text: root.about
            color: Theme.ink2
        }
    }

    Item {
        id: aside

        x: Theme.margin
        y: Theme.portrait ? head.y + head.height + 32 : 168
        width: Theme.portrait ? Theme.contentWidth : Theme.asideWidth
        height: Theme.portrait ? root.asideHeight : 744
        visible: root.split
    }

    Item {
        id: body

        readonly property real lowest: root.hasActions ? actions.y - Theme.gap : Theme.bodyBottom

        x: root.workX
        readonly property real above: Theme.portrait && root.split && root.asideHeight > 0 ? aside.y + aside.height : head.y + head.height

        y: Math.max(body.above + 32, root.answers ? Theme.reach : 0)
        width: root.workWidth
        height: Math.max(0, body.lowest - body.y)
    }

    Item {
        id: actions

        x: root.workX
        y: Theme.bodyBottom - Theme.button
        width: root.workWidth
        height: Theme.button
    }
}
