pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// Where does the new licence go: to the address on the ID card, or elsewhere?
StepPage {
    id: root

    required property var view
    readonly property bool hasCardAddress: Boolean(root.view.id_card_address)

    question: Texts.book["address.question"]
    about: Texts.book["address.about"]
    asideHeight: bill.implicitHeight

    aside: Waybill {
        id: bill

        width: parent.width
        height: Theme.portrait ? implicitHeight : Math.max(implicitHeight, 280)
        recipient: root.view.recipient
        phone: root.view.phone
        address: Texts.book["address.to_be_chosen"]
        note: Texts.book["address.fills"]
    }

    Column {
        readonly property int tileHeight: Math.round(200 * (Theme.large ? 1.1 : 1))

        width: parent.width
        y: Theme.portrait ? Math.max(0, 720 - parent.y) : 16
        spacing: Theme.gap

        Tile {
            objectName: "address.use_id_card"
            width: parent.width
            height: parent.tileHeight
            padding: 40
            iconSize: 72
            size: Theme.lead
            leads: can
            icon: "idcard"
            can: root.hasCardAddress
            label: Texts.book["address.use_id_card"]
            note: root.hasCardAddress ? root.view.id_card_address : ""
            why: root.hasCardAddress ? "" : Texts.book["address.no_card_address"]
            onTouched: Flow.send("use_id_card")
        }

        Tile {
            objectName: "address.enter_other"
            width: parent.width
            height: parent.tileHeight
            padding: 40
            iconSize: 72
            size: Theme.lead
            leads: true
            icon: "pin"
            label: Texts.book["address.enter_other"]
            note: Texts.book["address.enter_other_note"]
            onTouched: Flow.send("enter_other")
        }

        Item {
            width: 1
            height: 16
        }

        IconLine {
            visible: Theme.portrait || !Theme.large
            width: parent.width
            icon: "lock"
            size: Theme.small
            text: Texts.book["address.masked"]
        }
    }
}
