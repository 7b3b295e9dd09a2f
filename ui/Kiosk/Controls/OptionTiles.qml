pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// One question of a declaration: its words, and its options as tiles, one or several of which are ticked.
Column {
    id: root

    required property string screen // names the targets: <screen>.<question>.<option>
    required property string words // prefix of the text keys
    required property var question // {name, options, chosen, many, values}
    property bool roomy: false // one below the other, each with what it means
    property bool tight: false // many questions: smaller headings, nearer to their options
    property bool can: true
    readonly property bool small: !root.roomy && !measure.fitOnOneLine(root.question, root.width)
    readonly property string heading: measure.heading(root.question)

    signal chosen(string option)

    spacing: measure.headingGap(root.tight)

    OptionMeasure {
        id: measure

        words: root.words
    }

    Row {
        visible: root.heading !== ""
        spacing: 24

        Words {
            id: title

            text: root.heading
            size: measure.headingSize(root.tight)
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
        columns: measure.columns(root.question, root.roomy, grid.width)
        spacing: measure.gap(root.roomy)

        Repeater {
            model: root.question.options

            Tile {
                required property string modelData

                objectName: root.screen + "." + root.question.name + "." + modelData
                width: (grid.width - (grid.columns - 1) * grid.spacing) / grid.columns
                height: measure.tileHeight(root.question, root.roomy, root.tight, grid.width)
                role: root.question.many ? Accessible.CheckBox : Accessible.RadioButton
                label: measure.label(root.question, modelData)
                note: root.roomy ? measure.note(root.question, modelData) : ""
                chosen: root.question.chosen.indexOf(modelData) >= 0
                ticked: chosen
                ticks: true
                size: root.small ? Theme.small : Theme.body
                padding: root.roomy ? 32 : 24
                can: root.can
                onTouched: root.chosen(modelData)
            }
        }
    }
}
