pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// Where does the new licence go: to the address on the ID card, to the one registered with the licence, or elsewhere?
StepPage {
    id: root

    required property var view

    // The service's own words, else those of a letter.
    function say(name: string): string {
        return Texts.book[(root.view.words ?? "address") + "." + name] ?? Texts.book["address." + name];
    }
    readonly property bool hasCardAddress: Boolean(root.view.id_card_address)
    readonly property bool hasRegistered: Boolean(root.view.registry_address)

    question: root.say("question")
    about: Theme.large && !Theme.portrait ? "" : root.say("about")
    asideHeight: bill.implicitHeight
    answers: true

    // A masked address, in English with its district spelled behind it.
    function spelled(address: string): string {
        const district = Theme.english ? Spelling.of(address.replace(/[^\u4e00-\u9fff].*$/, "")) : "";
        return district === "" ? address : address + " " + district;
    }

    aside: Waybill {
        id: bill

        width: parent.width
        height: Theme.portrait ? implicitHeight : Math.max(implicitHeight, 280)
        recipient: root.view.recipient
        phone: root.view.phone
        lines: [Texts.book["address.to_be_chosen"]]
        note: Texts.book["address.fills"]
        heading: root.say("waybill")
    }

    Column {
        id: offers

        readonly property int rows: root.hasRegistered ? 3 : 2
        readonly property int tileHeight: Math.min(Math.round(176 * (Theme.large ? 1.1 : 1)), Math.floor((root.bodyHeight - root.reachY - (offers.rows - 1) * offers.spacing) / offers.rows))

        width: parent.width
        y: root.reachY
        spacing: Theme.portrait ? Theme.gap : 16

        Tile {
            objectName: "address.use_id_card"
            width: parent.width
            height: offers.tileHeight
            padding: 40
            iconSize: 72
            size: Theme.lead
            leads: can
            icon: "idcard"
            can: root.hasCardAddress
            label: root.say("use_id_card")
            note: root.spelled(root.view.id_card_address ?? "")
            why: root.hasCardAddress ? "" : Texts.book["address.no_card_address"]
            onTouched: Flow.send("use_id_card")
        }

        Tile {
            objectName: "address.use_registry"
            visible: root.hasRegistered
            width: parent.width
            height: offers.tileHeight
            padding: 40
            iconSize: 72
            size: Theme.lead
            leads: true
            icon: "licence"
            label: Texts.book["address.use_registry"]
            note: root.spelled(root.view.registry_address ?? "")
            onTouched: Flow.send("use_registry")
        }

        Row {
            width: parent.width
            spacing: offers.spacing

            Tile {
                objectName: "address.enter_other"
                width: (parent.width - parent.spacing) / 2
                height: offers.tileHeight
                padding: Theme.large ? 24 : 40
                iconSize: Theme.large ? 56 : 72
                size: Theme.lead
                icon: "pin"
                label: root.say("enter_other")
                note: Texts.book["address.enter_other_note"]
                onTouched: Flow.send("enter_other")
            }

            Tile {
                objectName: "address.search"
                width: (parent.width - parent.spacing) / 2
                height: offers.tileHeight
                padding: Theme.large ? 24 : 40
                iconSize: Theme.large ? 56 : 72
                size: Theme.lead
                icon: "keyboard"
                label: Texts.book["address.search"]
                note: Texts.book["address.search_note"]
                onTouched: Flow.send("search")
            }
        }

        IconLine {
            visible: Theme.portrait && !Theme.reachable
            width: parent.width
            icon: "lock"
            size: Theme.small
            text: Texts.book["address.masked"]
        }
    }
}
