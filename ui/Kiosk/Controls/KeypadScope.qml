pragma ComponentBehavior: Bound

import QtQuick

// Where the keys of a keypad go. Every target that answers takes part, in the order in which one reads: rows from top to
// bottom, in a row from left to right. What is covered or not available is passed over, so a question over the screen keeps
// the keys to itself.
FocusScope {
    id: root

    property bool byKeypad: false // the last one who did anything pressed a key
    property Item holder: null // what the keys were given to
    property bool seeking: false // something new is shown: the keys have to find their place

    focus: true
    activeFocusOnTab: true

    Keys.onPressed: event => {
        event.accepted = root.go(event.key);
    }

    // Whatever was shown has changed.
    function follow() {
        root.seeking = root.byKeypad;
        if (root.seeking)
            placing.restart();
    }

    // A finger does not need to see where the keys are.
    function leave() {
        root.byKeypad = false;
        root.seeking = false;
        if (root.holder)
            root.holder.focus = false; // also one that is out of sight now, and would have the keys again when it comes back
        root.holder = null;
    }

    function go(key: int): bool {
        const ways = {
            [Qt.Key_Tab]: rows => root.along(rows, 1),
            [Qt.Key_Right]: rows => root.along(rows, 1),
            [Qt.Key_Backtab]: rows => root.along(rows, -1),
            [Qt.Key_Left]: rows => root.along(rows, -1),
            [Qt.Key_Down]: rows => root.across(rows, 1),
            [Qt.Key_Up]: rows => root.across(rows, -1)
        };
        root.byKeypad = true;
        if (!ways[key])
            return false;
        ways[key](root.rows());
        return true;
    }

    // The next or the last one in reading order, round and round.
    function along(rows: var, by: int) {
        const all = [].concat(...rows);
        const here = all.findIndex(place => place.item.activeFocus);
        const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : (here + by + all.length) % all.length;
        if (all.length > 0)
            root.give(all[next].item);
    }

    // The nearest one in the row below or above.
    function across(rows: var, by: int) {
        const row = rows.findIndex(places => places.some(place => place.item.activeFocus));
        if (row < 0) {
            root.along(rows, by);
            return;
        }
        const x = rows[row].find(place => place.item.activeFocus).x;
        const others = rows[(row + by + rows.length) % rows.length];
        const nearest = others.reduce((best, place) => Math.abs(place.x - x) < Math.abs(best.x - x) ? place : best);
        root.give(nearest.item);
    }

    function give(item: Item) {
        root.holder = item;
        item.forceActiveFocus(Qt.TabFocusReason);
    }

    // Every target with the middle of its place, row by row. Whose middle lies no lower than half of a neighbour is in its row.
    function rows(): var {
        const places = [];
        root.gather(root, places);
        places.sort((one, other) => one.y - other.y);
        const found = [];
        for (const place of places) {
            const row = found[found.length - 1];
            if (row && place.y - row[0].y < Math.min(place.half, row[0].half))
                row.push(place);
            else
                found.push([place]);
        }
        found.forEach(row => row.sort((one, other) => one.x - other.x));
        return found;
    }

    function gather(item: Item, places: var) {
        for (const child of item.children) {
            if (!child.visible || !child.enabled || child.opacity === 0)
                continue;
            if (child["keyable"] === true) {
                const middle = child.mapToItem(root, child.width / 2, child.height / 2);
                places.push({
                    "item": child,
                    "x": middle.x,
                    "y": middle.y,
                    "half": child.height / 2
                });
            }
            root.gather(child, places);
        }
    }

    // One turn later everything has its place.
    Timer {
        id: placing

        interval: 0
        onTriggered: {
            const rows = root.rows();
            if (root.seeking && !rows.some(places => places.some(place => place.item.activeFocus)))
                root.along(rows, 1);
            root.seeking = false;
        }
    }
}
