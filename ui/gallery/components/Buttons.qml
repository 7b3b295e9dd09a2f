pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What is touched to go on: buttons and tiles in all their states.
SheetPage {
    id: root

    readonly property real quarter: (root.sectionWidth - 72) / 4
    readonly property real half: (root.sectionWidth - 24) / 2
    readonly property int tile: Theme.large && Theme.english ? 160 : 120

    name: "buttons"

    Section {
        width: root.sectionWidth
        name: "main_button"

        MainButton {
            width: root.quarter
            label: Texts.book["gallery.sample.next"]
        }

        MainButton {
            objectName: "pressed.main"
            width: root.quarter
            label: Texts.book["gallery.sample.next"]
        }

        MainButton {
            id: focusedMain

            width: root.quarter
            label: Texts.book["gallery.sample.next"]

            FocusRing {
                of: focusedMain
                visible: true
            }
        }

        MainButton {
            width: root.quarter
            can: false
            label: Texts.book["gallery.sample.next"]
        }

        MainButton {
            width: root.sectionWidth
            icon: "check"
            label: Texts.book["gallery.sample.next_signed"]
        }
    }

    Section {
        width: root.sectionWidth
        name: "side_button"

        SideButton {
            width: root.quarter
            label: Texts.book["gallery.sample.again"]
        }

        SideButton {
            objectName: "pressed.side"
            width: root.quarter
            label: Texts.book["gallery.sample.again"]
        }

        SideButton {
            id: focusedSide

            width: root.quarter
            label: Texts.book["gallery.sample.again"]

            FocusRing {
                of: focusedSide
                visible: true
            }
        }

        SideButton {
            width: root.quarter
            can: false
            label: Texts.book["gallery.sample.again"]
        }
    }

    Section {
        width: root.sectionWidth
        name: "tick_box"

        TickBox {
            width: root.half
            label: Texts.book["gallery.sample.tick"]
        }

        TickBox {
            width: root.half
            ticked: true
            label: Texts.book["gallery.sample.tick"]
        }
    }

    Section {
        width: root.sectionWidth
        name: "tile"

        Tile {
            width: root.half
            height: root.tile
            icon: "licence-lost"
            label: Texts.book["gallery.sample.tile"]
        }

        Tile {
            objectName: "pressed.tile"
            width: root.half
            height: root.tile
            icon: "licence-lost"
            label: Texts.book["gallery.sample.tile"]
        }

        Tile {
            id: focusedTile

            width: root.half
            height: root.tile
            icon: "licence-lost"
            label: Texts.book["gallery.sample.tile"]

            FocusRing {
                of: focusedTile
                visible: true
            }
        }

        Tile {
            width: root.half
            height: root.tile
            can: false
            icon: "violation-handle"
            label: Texts.book["gallery.sample.tile_off"]
            why: Texts.book["unavailable.not_built"]
        }

        Tile {
            width: root.half
            height: root.tile
            chosen: true
            icon: "licence-lost"
            label: Texts.book["gallery.sample.tile"]
        }

        Tile {
            width: root.half
            height: root.tile
            leads: true
            icon: "licence"
            label: Texts.book["gallery.sample.tile_group"]
        }
    }

    Section {
        width: root.sectionWidth
        name: "footer_button"
        gap: 16

        FooterButton {
            width: Theme.portrait ? 144 : 208
            height: 120
            icon: "back"
            label: Texts.book["footer.back"]
        }

        FooterButton {
            objectName: "pressed.footer"
            width: Theme.portrait ? 144 : 208
            height: 120
            icon: "back"
            label: Texts.book["footer.back"]
        }

        FooterButton {
            width: Theme.portrait ? 144 : 208
            height: 120
            can: false
            icon: "back"
            label: Texts.book["footer.back"]
        }

        FooterSwitch {
            width: Theme.portrait ? 112 : 176
            height: 120
            icon: "elder"
            label: Texts.book["footer.elder"]
        }

        FooterSwitch {
            objectName: "pressed.switch"
            width: Theme.portrait ? 112 : 176
            height: 120
            icon: "elder"
            label: Texts.book["footer.elder"]
        }

        FooterSwitch {
            width: Theme.portrait ? 112 : 176
            height: 120
            on: true
            icon: "elder"
            label: Texts.book["footer.standard"]
        }
    }
}
