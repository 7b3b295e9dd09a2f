pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Entries to choose from, a page at a time when they are more than fit.
Item {
    id: root

    required property var entries
    required property var chosen // ids
    property bool many: false
    property int columns: 1
    property string screen: "choose" // names the targets: <screen>.entry.<id>
    property bool pagerElsewhere: false // a Pager of the page itself turns it
    property int page: -1 // -1: not turned yet, the page of what is chosen
    readonly property int gap: 16
    readonly property bool lean: root.entries.every(entry => !entry.note && !entry.why && entry.chips.length === 0)
    readonly property int least: Math.max(Theme.touch, root.lean ? 96 : Math.round((Theme.body + Theme.small) * 1.42) + 24)
    readonly property int most: root.lean ? root.least + 16 : root.least + 28
    readonly property real whole: Math.floor((root.height + root.gap) / (root.least + root.gap)) * root.columns
    readonly property bool paged: root.entries.length > root.whole
    readonly property real room: root.height - (root.paged && !root.pagerElsewhere ? Theme.touch + 24 : 0)
    readonly property int perColumn: Math.max(1, Math.floor((root.room + root.gap) / (root.least + root.gap)))
    readonly property int perPage: root.perColumn * root.columns
    readonly property int pages: Math.max(1, Math.ceil(root.entries.length / root.perPage))
    readonly property int pageOfChosen: Math.floor(Math.max(0, root.entries.findIndex(entry => root.chosen.indexOf(entry.id) >= 0)) / root.perPage)
    readonly property int shownPage: root.page < 0 ? root.pageOfChosen : Math.min(root.page, root.pages - 1)
    readonly property real rowWidth: (root.width - (root.columns - 1) * Theme.gap) / root.columns
    readonly property real rowHeight: Math.min(root.most, (root.room - (root.perColumn - 1) * root.gap) / root.perColumn)

    signal touched(string id)

    function turn(step: int) {
        root.page = root.shownPage + step;
    }

    Grid {
        columns: root.columns
        rowSpacing: root.gap
        columnSpacing: Theme.gap

        Repeater {
            model: Math.max(0, Math.min(root.perPage, root.entries.length - root.shownPage * root.perPage))

            ChoiceRow {
                id: line

                required property int index

                objectName: root.screen + ".entry." + line.entry.id
                width: root.rowWidth
                height: root.rowHeight
                entry: root.entries[root.shownPage * root.perPage + line.index] ?? root.nothing
                many: root.many
                lean: root.lean
                chosen: root.chosen.indexOf(line.entry.id) >= 0
                onTouched: root.touched(line.entry.id)
            }
        }
    }

    Pager {
        visible: root.paged && !root.pagerElsewhere
        anchors.bottom: parent.bottom
        width: root.width
        screen: root.screen
        page: root.shownPage
        pages: root.pages
        onTurned: step => root.turn(step)
    }

    readonly property var nothing: ({
            "id": "",
            "title": "",
            "note": "",
            "plate": null,
            "amount_fen": null,
            "chips": [],
            "can": false,
            "why": null
        })
}
