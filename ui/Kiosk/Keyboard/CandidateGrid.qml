pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// All candidates, a page at a time, in the place of the keys: for the rare ones.
Item {
    id: root

    required property var candidates
    required property var rowTops // of the four rows and the last one
    required property var rowHeights
    property int page: 0
    readonly property int gap: 16
    readonly property int columns: Theme.portrait ? 6 : 10
    readonly property int lines: root.rowTops.length - 1
    readonly property real cell: (root.width - (root.columns - 1) * root.gap) / root.columns
    readonly property int size: Theme.large ? 50 : 44
    readonly property var pages: root.paged(root.candidates)
    readonly property int shownPage: Math.min(root.page, root.pages.length - 1)
    readonly property var shown: root.pages[root.shownPage] ?? []

    signal chosen(int index)
    signal closed

    function span(text: string): int {
        return Math.min(root.columns, Math.ceil((metrics.advanceWidth(text) + 32 + root.gap) / (root.cell + root.gap)));
    }

    // Pages of cells {index, column, line, span}.
    function paged(texts: var): var {
        const pages = [[]];
        let column = 0, line = 0;
        for (let index = 0; index < texts.length; index++) {
            const span = root.span(texts[index]);
            if (column + span > root.columns) {
                column = 0;
                line += 1;
            }
            if (line === root.lines) {
                pages.push([]);
                line = 0;
            }
            pages[pages.length - 1].push({
                "index": index,
                "column": column,
                "line": line,
                "span": span
            });
            column += span;
        }
        return pages;
    }

    FontMetrics {
        id: metrics

        font.pixelSize: root.size
    }

    Repeater {
        model: root.shown.length

        Key {
            id: key

            required property int index
            readonly property var place: root.shown[key.index] ?? {
                "index": 0,
                "column": 0,
                "line": 0,
                "span": 1
            }

            objectName: "key.candidate." + key.index
            label: Texts.fill(Texts.book["key.candidate"], {
                "text": key.face
            })
            face: root.candidates[key.place.index] ?? ""
            size: root.size
            x: key.place.column * (root.cell + root.gap)
            y: root.rowTops[key.place.line]
            width: key.place.span * (root.cell + root.gap) - root.gap
            height: root.rowHeights[key.place.line]
            onStruck: root.chosen(key.place.index)
        }
    }

    Key {
        objectName: "key.candidates_back"
        label: Texts.book[root.shownPage > 0 ? "grid.page_back" : "key.keys"]
        isFunction: true
        y: root.rowTops[root.lines]
        width: root.width * 0.36
        height: root.rowHeights[root.lines]
        onStruck: {
            if (root.shownPage > 0)
                root.page = root.shownPage - 1;
            else
                root.closed();
        }
    }

    Words {
        x: root.width * 0.36
        y: root.rowTops[root.lines]
        width: root.width * 0.28
        height: root.rowHeights[root.lines]
        horizontalAlignment: Text.AlignHCenter
        text: Texts.fill(Texts.book["grid.page_short"], {
            "n": root.shownPage + 1,
            "count": root.pages.length
        })
        size: Theme.body
        color: Theme.ink2
    }

    Key {
        objectName: "key.candidates_more"
        label: Texts.book["grid.page_on"]
        isFunction: true
        can: root.shownPage < root.pages.length - 1
        x: root.width * 0.64
        y: root.rowTops[root.lines]
        width: root.width * 0.36
        height: root.rowHeights[root.lines]
        onStruck: root.page = root.shownPage + 1
    }
}
