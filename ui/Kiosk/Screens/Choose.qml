pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 选择: entries of which one or several are taken, what is taken large above them, and why some cannot be.
StepPage {
    id: root

    required property var view
    readonly property string words: root.view.words
    readonly property bool empty: root.view.entries.length === 0
    readonly property bool few: root.view.entries.length <= (Theme.large ? 2 : 3) // landscape: they fit beside what is chosen
    readonly property bool manyToTake: root.view.many && root.view.entries.filter(entry => entry.can).length > 1
    readonly property bool allTaken: root.view.entries.every(entry => !entry.can || root.view.chosen.indexOf(entry.id) >= 0)
    readonly property real actionsX: Theme.portrait || root.split ? 0 : root.bodyWidth - Theme.paneWidth
    readonly property int side: Theme.large ? 320 : 304

    // The service's own words, else those of the kind.
    function say(name: string): string {
        const own = root.words + "." + name;
        return Texts.book[Theme.large && Texts.has(own + "_short") ? own + "_short" : own] ?? Texts.book["choose." + name] ?? "";
    }

    split: Theme.portrait || root.few
    question: root.say(root.empty ? "none" : "question")
    about: root.say(root.empty ? "none_about" : "about")
    asideHeight: root.empty ? (Theme.large ? 400 : 480) : Math.max(summary.implicitHeight, Theme.reach - root.asideY - 32)
    headSpare: !root.split && !root.empty ? Theme.paneWidth + 32 : 0

    aside: Item {
        width: parent.width
        height: Theme.portrait ? root.asideHeight : parent.height

        Sheet {
            visible: root.empty || !Theme.portrait
            anchors.fill: parent

            Emblem {
                visible: root.empty
                anchors.centerIn: parent
                width: 208
                icon: Drawings.ofService(Flow.service)
            }
        }

        ChoiceSummary {
            id: summary

            visible: !root.empty
            x: Theme.portrait ? 0 : 48
            width: parent.width - 2 * x
            height: parent.height
            centred: !Theme.portrait
            compact: Theme.portrait && Theme.large
            icon: Drawings.ofService(Flow.service)
            view: root.view
        }
    }

    ChoiceSummary {
        id: taken

        parent: root
        visible: !root.split
        x: Theme.paneX
        y: root.headTop - 8
        width: Theme.paneWidth
        compact: true
        view: root.view
    }

    ChoiceList {
        id: list

        visible: !root.empty
        y: Math.max(root.reachY, root.split ? 0 : taken.y + taken.height + 24 - root.bodyY)
        width: root.bodyWidth
        height: root.bodyHeight - y
        columns: Theme.portrait || root.split ? 1 : 2
        pagerElsewhere: !root.split
        entries: root.view.entries
        chosen: root.view.chosen
        many: root.view.many
        onTouched: id => Flow.send("choose", {
                "id": id
            })
    }

    actions: Item {
        anchors.fill: parent

        Pager {
            visible: !root.split && list.paged
            y: (parent.height - height) / 2
            width: Theme.asideWidth
            screen: "choose"
            page: list.shownPage
            pages: list.pages
            onTurned: step => list.turn(step)
        }

        SideButton {
            objectName: "choose.all"
            x: root.actionsX
            visible: root.manyToTake
            can: root.manyToTake
            width: root.side
            label: root.say(root.allTaken ? "take_none" : "all")
            onTouched: Flow.send("choose_all")
        }

        MainButton {
            objectName: root.empty ? "choose.home" : "choose.next"
            x: root.actionsX + (root.manyToTake ? root.side + Theme.gap : 0)
            width: parent.width - x
            can: root.empty || root.view.complete
            label: root.say(root.empty ? "home" : "next")
            onTouched: Flow.send(root.empty ? "home" : "next")
        }
    }
}
