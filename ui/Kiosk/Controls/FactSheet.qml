pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Facts, one below the other; a page at a time when they are more than fit into the room.
Item {
    id: root

    required property var facts // [{key, value, value_key, plate}]
    required property real room // the height that there is at most
    property string screen: "facts" // names the targets
    property int page: 0
    readonly property int pad: Theme.large ? 8 : 16
    readonly property real labelWidth: {
        let widest = 0;
        for (const fact of root.facts)
            widest = Math.max(widest, letters.advanceWidth(root.label(fact)) * Theme.small / Theme.body);
        return Math.min(Math.ceil(widest) + 48, Math.round(root.width * 0.42));
    }
    readonly property var pagesOfFacts: {
        const heights = root.facts.map(fact => root.heightOf(fact));
        const whole = heights.reduce((sum, height) => sum + height, 0);
        const room = whole <= root.room ? whole : root.room - Theme.touch - 16;
        const pages = [[]];
        let taken = 0;
        for (let index = 0; index < root.facts.length; index++) {
            if (taken > 0 && taken + heights[index] > room + 1) {
                pages.push([]);
                taken = 0;
            }
            pages[pages.length - 1].push(root.facts[index]);
            taken += heights[index];
        }
        return pages;
    }
    readonly property bool paged: root.pagesOfFacts.length > 1
    readonly property int shownPage: Math.min(root.page, root.pagesOfFacts.length - 1)

    implicitHeight: root.paged ? root.room : rows.height
    onFactsChanged: root.page = 0

    function label(fact: var): string {
        return Texts.book[fact.key] ?? "";
    }

    function roomOf(fact: var): real {
        return root.width - root.labelWidth - (fact.plate ? Theme.body * 7 : 0) - 8;
    }

    // A number is not broken: it becomes smaller.
    function sizeOf(fact: var): int {
        const value = Texts.fact(fact);
        const natural = letters.advanceWidth(value);
        const whole = /^[0-9A-Z∗ .:-]+$/.test(value) && natural > root.roomOf(fact);
        return whole ? Math.max(Theme.smallest, Math.floor(Theme.body * root.roomOf(fact) / natural)) : Theme.body;
    }

    function heightOf(fact: var): real {
        const natural = letters.advanceWidth(Texts.fact(fact)) * root.sizeOf(fact) / Theme.body;
        const lines = Math.max(1, Math.ceil(natural / Math.max(1, root.roomOf(fact))));
        const named = Math.max(1, Math.ceil(letters.advanceWidth(root.label(fact)) * Theme.small / Theme.body / (root.labelWidth - 24)));
        return Math.max(lines * Math.round(Theme.body * 1.42), named * Math.round(Theme.small * 1.25), fact.plate ? Theme.body * 1.55 : 0) + 2 * root.pad;
    }

    FontMetrics {
        id: letters

        font.pixelSize: Theme.body
    }

    Column {
        id: rows

        width: root.width

        Repeater {
            model: root.pagesOfFacts[root.shownPage]

            FactRow {
                required property var modelData
                required property int index

                width: root.width
                labelWidth: root.labelWidth
                pad: root.pad
                first: index === 0
                label: root.label(modelData)
                value: Texts.fact(modelData)
                valueSize: root.sizeOf(modelData)
                plate: modelData.plate ?? null
            }
        }
    }

    Loader {
        active: root.paged
        anchors.bottom: parent.bottom
        width: root.width
        sourceComponent: Pager {
            screen: root.screen
            page: root.shownPage
            pages: root.pagesOfFacts.length
            onTurned: step => root.page = root.shownPage + step
        }
    }
}
