pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One of several: options, names in columns, pages.
SheetPage {
    id: root

    name: "choices"

    Section {
        width: root.sectionWidth
        name: "options"

        OptionTiles {
            width: root.sectionWidth
            screen: "one"
            words: "licence_loss"
            question: ({
                    "name": "reason",
                    "options": ["lost", "stolen", "destroyed"],
                    "chosen": ["lost"],
                    "many": false
                })
        }
    }

    Section {
        width: root.sectionWidth
        name: "options_off"

        OptionTiles {
            width: root.sectionWidth
            screen: "off"
            words: "licence_loss"
            can: false
            question: ({
                    "name": "reason",
                    "options": ["lost", "stolen", "destroyed"],
                    "chosen": [],
                    "many": false
                })
        }
    }

    Section {
        width: root.sectionWidth
        name: "names"

        ChoiceGrid {
            width: root.sectionWidth
            height: Theme.large ? 480 : 440
            prefix: "names"
            names: Texts.book["gallery.sample.districts"].split("、")
            current: names[1]
        }
    }

    Section {
        width: root.sectionWidth
        name: "pager"

        Pager {
            width: root.sectionWidth
            screen: "pages"
            page: 0
            pages: 3
            total: Texts.book["gallery.sample.total"]
        }
    }
}
