pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// What was lodged, newest first; what waits for the citizen stands above all of it.
StepPage {
    id: root

    required property var view
    readonly property var waiting: root.view.rows.filter(row => row.tone === "attention")
    readonly property string tidings: root.view.moved_on ? "moved_on" : root.waiting.length > 0 ? "waiting" : "all_well"
    readonly property int columns: Theme.portrait ? 1 : 2
    readonly property int rowHeight: Math.round((Theme.body + Theme.small) * 1.42) + (Theme.portrait ? Theme.large ? 80 : 128 : Theme.large ? 60 : 112)
    readonly property int gap: 16
    readonly property real room: list.height
    readonly property int whole: Math.floor((root.room + root.gap) / (root.rowHeight + root.gap)) * root.columns
    readonly property bool paged: root.view.rows.length > root.whole
    readonly property int perColumn: Math.max(1, Math.floor((root.room - (root.paged && Theme.portrait ? Theme.touch + 24 : 0) + root.gap) / (root.rowHeight + root.gap)))
    readonly property int perPage: root.perColumn * root.columns
    readonly property int pages: Math.max(1, Math.ceil(root.view.rows.length / root.perPage))
    property int page: 0
    readonly property int shownPage: Math.min(root.page, root.pages - 1)

    function say(name: string): string {
        return Texts.fill(Texts.book["applications." + name], {
            "count": root.view.rows.length,
            "waiting": root.waiting.length
        });
    }

    split: Theme.portrait
    answers: true
    question: root.say("question")
    about: Theme.portrait ? "" : root.say(root.tidings)
    asideHeight: Theme.large ? 176 : 192

    aside: Sheet {
        width: parent.width
        height: root.asideHeight
        color: root.tidings === "all_well" ? Theme.surface : Theme.sand

        IconLine {
            x: 40
            width: parent.width - 80
            anchors.verticalCenter: parent.verticalCenter
            icon: root.tidings === "all_well" ? "check" : "warn"
            iconSize: 64
            color: root.tidings === "all_well" ? Theme.blue : Theme.amberText
            ground: parent.color
            strong: true
            text: root.say(root.tidings)
            more: Theme.large ? "" : root.say("touch")
        }
    }

    Item {
        id: list

        y: Math.max(0, root.reachY)
        width: root.bodyWidth
        height: root.bodyHeight - y

        Grid {
            columns: root.columns
            rowSpacing: root.gap
            columnSpacing: Theme.gap

            Repeater {
                model: root.view.rows.slice(root.shownPage * root.perPage, (root.shownPage + 1) * root.perPage)

                ApplicationRow {
                    required property var modelData

                    objectName: "applications.open." + modelData.number
                    width: (list.width - (root.columns - 1) * Theme.gap) / root.columns
                    height: root.rowHeight
                    row: modelData
                    onTouched: Flow.send("open", {
                        "number": modelData.number
                    })
                }
            }
        }

        Pager {
            visible: root.paged && Theme.portrait
            anchors.bottom: parent.bottom
            width: parent.width
            screen: "applications"
            page: root.shownPage
            pages: root.pages
            onTurned: step => root.page = root.shownPage + step
        }
    }

    actions: Item {
        anchors.fill: parent

        Loader {
            active: root.paged && !Theme.portrait
            width: Theme.asideWidth
            y: (parent.height - Theme.touch) / 2
            sourceComponent: Pager {
                screen: "applications"
                page: root.shownPage
                pages: root.pages
                onTurned: step => root.page = root.shownPage + step
            }
        }

        MainButton {
            objectName: "applications.finish"
            x: Theme.portrait ? 0 : parent.width - Theme.paneWidth
            width: Theme.portrait ? parent.width : Theme.paneWidth
            label: Texts.book["applications.finish"]
            onTouched: Flow.send("finish")
        }
    }
}
