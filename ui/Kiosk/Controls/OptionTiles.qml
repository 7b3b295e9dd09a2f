pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// One question of a declaration: its words, and its options as tiles, one or several of which are ticked.
Column {
    id: root

    required property string screen // names the targets: <screen>.<question>.<option>
    required property string words // prefix of the text keys
    required property var question // {name, options, chosen, many}
    property bool roomy: false // one below the other, each with what it means
    property bool can: true
    readonly property string key: root.words + "." + root.question.name
    readonly property int gap: root.roomy && !Theme.large ? 24 : 16
    readonly property int columns: root.roomy ? 1 : root.columnsFor(root.width)
    readonly property int tileHeight: root.heightOfTile(root.roomy)
    readonly property string heading: Texts.book[root.key + "_question"] ?? ""

    signal chosen(string option)

    spacing: 16

    // How high it is with or without the meanings, at that width; the page asks before it decides.
    function heightFor(roomy: bool, width: real): real {
        const count = root.question.options.length;
        const rows = roomy ? count : Math.ceil(count / root.columnsFor(width));
        const gap = roomy && !Theme.large ? 24 : 16;
        return (root.heading !== "" ? Math.round(Theme.lead * 1.42) + 16 : 0) + rows * root.heightOfTile(roomy) + (rows - 1) * gap;
    }

    function heightOfTile(roomy: bool): int {
        return Math.max(Theme.touch, roomy ? Math.round((Theme.body + Theme.small) * 1.3) + 24 : 112);
    }

    // As few columns as bring no more rows than the most columns that hold every label.
    function columnsFor(width: real): int {
        const count = root.question.options.length;
        let most = Math.min(3, count);
        while (most > 1 && !root.question.options.every(option => root.fits(Texts.book[root.key + "." + option] ?? "", (width - (most - 1) * 16) / most - 112)))
            most -= 1;
        const rows = Math.ceil(count / most);
        return Math.ceil(count / rows);
    }

    function fits(label: string, room: real): bool {
        return letters.advanceWidth(label) <= room || (label.indexOf(" ") > 0 && letters.advanceWidth(label) * Theme.small / Theme.body <= room * 1.6);
    }

    FontMetrics {
        id: letters

        font.pixelSize: Theme.body
        font.bold: true
    }

    Row {
        visible: root.heading !== ""
        spacing: 24

        Words {
            id: title

            text: root.heading
            size: Theme.lead
            strong: true
        }

        Words {
            visible: root.question.many
            anchors.baseline: title.baseline
            text: Texts.book["declare.several"]
            size: Theme.small
            color: Theme.ink2
        }
    }

    Grid {
        id: grid

        width: parent.width
        columns: root.columns
        spacing: root.gap

        Repeater {
            model: root.question.options

            Tile {
                required property string modelData

                objectName: root.screen + "." + root.question.name + "." + modelData
                width: (grid.width - (grid.columns - 1) * grid.spacing) / grid.columns
                height: root.tileHeight
                role: root.question.many ? Accessible.CheckBox : Accessible.RadioButton
                label: Texts.book[root.key + "." + modelData] ?? ""
                note: root.roomy ? Texts.book[root.key + "_note." + modelData] ?? "" : ""
                chosen: root.question.chosen.indexOf(modelData) >= 0
                ticked: chosen
                padding: root.roomy ? 32 : 24
                can: root.can
                onTouched: root.chosen(modelData)
            }
        }
    }
}
