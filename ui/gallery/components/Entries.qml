pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What is typed, what state a thing is in, what is waited for.
SheetPage {
    id: root

    readonly property real half: (root.sectionWidth - 24) / 2

    name: "entries"

    Section {
        width: root.sectionWidth
        name: "field"

        Field {
            width: root.half
            active: false
            label: Texts.book["gallery.sample.phone"]
            value: ""
            hint: Texts.book["gallery.sample.phone_hint"]
        }

        Field {
            width: root.half
            label: Texts.book["gallery.sample.phone"]
            pad: "phone"
            value: "1380"
        }

        Field {
            width: root.half
            active: false
            label: Texts.book["gallery.sample.phone"]
            pad: "phone"
            value: "13800138000"
        }

        Field {
            width: root.half
            label: Texts.book["gallery.sample.street"]
            value: Texts.book["gallery.sample.street_typed"]
            composing: "jie fang"
        }

        Field {
            width: root.half
            label: Texts.book["gallery.sample.phone"]
            pad: "phone"
            value: "1380013800"
            error: Texts.book["gallery.sample.phone_short"]
        }

        Field {
            width: root.half
            errorInside: true
            label: Texts.book["gallery.sample.phone"]
            pad: "phone"
            value: "1380013800"
            error: Texts.book["gallery.sample.phone_short"]
        }
    }

    Section {
        width: root.sectionWidth
        name: "chip"

        Chip {
            icon: "check"
            text: Texts.book["gallery.sample.chip_ok"]
        }

        Chip {
            kind: "attention"
            icon: "warn"
            text: Texts.book["gallery.sample.chip_attention"]
        }

        Chip {
            kind: "fault"
            icon: "cross"
            text: Texts.book["gallery.sample.chip_fault"]
        }

        Chip {
            kind: "neutral"
            icon: "pause"
            text: Texts.book["gallery.sample.chip_neutral"]
        }
    }

    Section {
        width: root.sectionWidth
        name: "plate"

        Repeater {
            model: [["渝A12345", "02"], ["渝AD12345", "52"], ["渝B67890", "01"], ["渝C∗∗345", "02"]]

            PlateBadge {
                required property var modelData

                plate: modelData[0]
                kind: modelData[1]
                size: Theme.body
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "waiting"

        WaitingDots {
            width: root.sectionWidth
            text: Texts.book["read_id_card.waiting"]
        }

        IconLine {
            width: root.sectionWidth
            icon: "lock"
            text: Texts.book["help.privacy"]
        }

        IconLine {
            width: root.sectionWidth
            icon: "warn"
            color: Theme.red
            text: Texts.book["gallery.sample.trouble"]
            more: Texts.book["gallery.sample.trouble_more"]
        }
    }
}
