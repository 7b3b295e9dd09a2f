pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// Which district, which street: picked, not typed. The first key leads to the search by sound.
StepPage {
    id: root

    required property var view
    readonly property bool district: root.view.phase === "district"

    split: Theme.portrait
    question: Texts.book[root.district ? "address.district" : "address.street"]
    asideHeight: bill.implicitHeight
    answers: true

    aside: Waybill {
        id: bill

        width: parent.width
        recipient: root.view.recipient
        phone: root.view.phone
        lines: root.view.label
        open: true
    }

    ChoiceGrid {
        y: root.reachY
        width: parent.width
        height: parent.height - root.reachY
        minimum: Math.round(Theme.body * 5) + 48
        firstName: "address.search"
        firstLabel: Texts.book["address.search_key"]
        prefix: root.district ? "address.district" : "address.street"
        names: root.district ? root.view.districts.map(entry => entry.name.replace(/^(.{4,})自治县$/, "$1\n自治县")) : root.view.streets
        notes: root.district ? root.view.districts.map(entry => entry.former ? Texts.fill(Texts.book[entry.former_in_part ? "address.former_in_part" : "address.former"], {
                "names": Theme.english ? entry.former.replace(/、/g, "/") : entry.former
            }) : "") : []
        ids: root.district ? root.view.districts.map(entry => entry.code) : root.view.streets
        current: root.district ? (root.view.district ? root.view.district.code : "") : root.view.street ?? ""
        onFirst: Flow.send("search")
        onPicked: index => root.district ? Flow.send("pick_district", {
                "code": ids[index]
            }) : Flow.send("pick_street", {
                "name": ids[index]
            })
    }
}
