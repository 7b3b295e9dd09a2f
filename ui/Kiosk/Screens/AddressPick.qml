pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// Which district, which street: picked, not typed.
StepPage {
    id: root

    required property var view
    required property string soFar
    readonly property bool district: root.view.phase === "district"

    split: Theme.portrait
    question: Texts.book[root.district ? "address.district" : "address.street"]
    asideHeight: bill.implicitHeight

    aside: Waybill {
        id: bill

        width: parent.width
        recipient: root.view.recipient
        phone: root.view.phone
        address: root.soFar
    }

    ChoiceGrid {
        readonly property real reachTop: Theme.portrait ? Math.max(0, Theme.reach - parent.y) : 0

        y: reachTop
        width: parent.width
        height: parent.height - reachTop
        prefix: root.district ? "address.district" : "address.street"
        names: root.district ? root.view.districts.map(entry => entry.name) : root.view.streets
        notes: root.district ? root.view.districts.map(entry => entry.former ? Texts.fill(Texts.book[entry.former_in_part ? "address.former_in_part" : "address.former"], {
                "names": entry.former
            }) : "") : []
        ids: root.district ? root.view.districts.map(entry => entry.code) : root.view.streets
        current: root.district ? (root.view.district ? root.view.district.code : "") : root.view.street ?? ""
        onPicked: index => root.district ? Flow.send("pick_district", {
                "code": ids[index]
            }) : Flow.send("pick_street", {
                "name": ids[index]
            })
    }
}
