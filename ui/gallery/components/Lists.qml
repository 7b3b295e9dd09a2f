pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Entries of a list, one or several of which are chosen, and what is chosen.
SheetPage {
    id: root

    readonly property var entries: [root.entry("a", "gallery.sample.entry", 15000, [
            {
                "tone": "ok",
                "key": "gallery.sample.chip_ok"
            }
        ], true), root.entry("b", "gallery.sample.entry", 20000, [], true), root.entry("c", "gallery.sample.entry_off", 10000, [
            {
                "tone": "neutral",
                "key": "gallery.sample.chip_neutral"
            }
        ], false)]

    name: "lists"

    function entry(id: string, title: string, amount: int, chips: var, can: bool): var {
        return {
            "id": id,
            "title": title,
            "note": "gallery.sample.entry_note",
            "plate": null,
            "amount_fen": amount,
            "chips": chips,
            "can": can,
            "why": can ? null : "gallery.sample.entry_why"
        };
    }

    function chosen(many: bool, ids: var): var {
        return {
            "words": "gallery",
            "many": many,
            "entries": root.entries,
            "chosen": ids,
            "least": 1,
            "most": 3,
            "total_fen": many ? 15000 : null,
            "complete": true
        };
    }

    Section {
        width: root.sectionWidth
        name: "list_many"

        ChoiceList {
            width: root.sectionWidth
            height: 3 * (least + gap)
            screen: "many"
            many: true
            entries: root.entries
            chosen: ["a"]
        }

        ChoiceSummary {
            width: root.sectionWidth
            view: root.chosen(true, ["a"])
        }
    }

    Section {
        width: root.sectionWidth
        name: "list_one"

        ChoiceList {
            width: root.sectionWidth
            height: 3 * (least + gap)
            screen: "one"
            entries: root.entries
            chosen: ["b"]
        }

        ChoiceSummary {
            width: root.sectionWidth
            view: root.chosen(false, ["b"])
        }
    }

    Section {
        width: root.sectionWidth
        name: "emblem"

        Repeater {
            model: [["mail", "calm"], ["check", "done"], ["warn", "attention"], ["cross", "stopped"]]

            Emblem {
                required property var modelData

                width: 144
                icon: modelData[0]
                tone: modelData[1]
            }
        }
    }
}
