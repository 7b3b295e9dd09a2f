pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// What the keyboard offers, and the paper for one character.
SheetPage {
    id: root

    readonly property var words: Texts.book["gallery.sample.candidates"].split("、")
    readonly property int pitch: 104

    name: "candidates"

    Section {
        width: root.sectionWidth
        name: "strip"

        Repeater {
            model: [root.words.slice(0, 3), root.words]

            Rectangle {
                id: ground

                required property var modelData

                width: root.sectionWidth
                height: 128
                color: Theme.pale

                CandidateStrip {
                    x: 16
                    y: 16
                    width: parent.width - 32
                    height: 96
                    candidates: ground.modelData
                }
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "paper"

        WritingPane {
            width: root.sectionWidth
            height: Theme.portrait ? 320 : 280
        }
    }

    Section {
        width: root.sectionWidth
        name: "grid"

        Rectangle {
            width: root.sectionWidth
            height: 5 * root.pitch + 16
            color: Theme.pale

            CandidateGrid {
                x: 16
                width: parent.width - 32
                candidates: root.words
                rowTops: [0, 1, 2, 3, 4].map(row => 16 + row * root.pitch)
                rowHeights: [88, 88, 88, 88, 88]
            }
        }
    }
}
