pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// What may be chosen, best first: as many as fit by their measured width.
Item {
    id: root

    required property var candidates
    readonly property int padding: Theme.large ? 24 : 28
    readonly property int size: Theme.large ? 50 : 44
    readonly property int gap: 16
    readonly property int moreWidth: 104
    readonly property bool overflowing: root.offsets.length < root.candidates.length
    // left edges of those that fit, and the right edge of the last
    readonly property var edges: root.laidOut(root.candidates, root.width)
    readonly property var offsets: root.edges.slice(0, -1)

    signal chosen(int index)
    signal more

    function breadth(text: string): real {
        return Math.max(96, Math.ceil(metrics.advanceWidth(text)) + 2 * root.padding);
    }

    function laidOut(texts: var, room: real): var {
        const edges = [0];
        for (const text of texts) {
            const limit = edges.length === texts.length ? room : room - root.moreWidth - root.gap;
            const right = edges[edges.length - 1] + root.breadth(text);
            if (right > limit && edges.length > 1)
                break;
            edges.push(Math.min(right, limit) + root.gap);
        }
        return edges;
    }

    FontMetrics {
        id: metrics

        font.pixelSize: root.size
        font.bold: true
    }

    Repeater {
        model: root.offsets.length

        Key {
            id: key

            required property int index

            objectName: "key.candidate." + key.index
            label: Texts.fill(Texts.book["key.candidate"], {
                "text": key.face
            })
            face: root.candidates[key.index] ?? ""
            isMain: key.index === 0
            size: root.size
            mainSize: root.size
            x: root.edges[key.index] ?? 0
            width: Math.max(0, (root.edges[key.index + 1] ?? 0) - key.x - root.gap)
            height: root.height
            onStruck: root.chosen(key.index)
        }
    }

    Key {
        objectName: "key.candidates_more"
        label: Texts.book["key.candidates_more"]
        icon: "chevron-down"
        isFunction: true
        visible: root.overflowing
        x: root.width - root.moreWidth
        width: root.moreWidth
        height: root.height
        onStruck: root.more()
    }
}
