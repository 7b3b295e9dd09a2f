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

    // In English each name is spelled below, or, where a former name stands there, beside.
    function named(district: var): string {
        if (Theme.english)
            return district.former === "" ? district.name : district.name + " " + root.spelledShort(district.name);
        return district.name.replace(/^(.{4,})自治县$/, "$1\n自治县");
    }

    function noted(district: var): string {
        if (district.former === "")
            return Theme.english ? Spelling.of(district.name) : "";
        return Texts.fill(Texts.book[district.former_in_part ? "address.was_in_part" : "address.was"], {
            "names": Theme.english ? district.former.split("、").map(name => root.spelledShort(name)).join(", ") : district.former
        });
    }

    function spelledShort(name: string): string {
        return Spelling.of(name).split(" ")[0];
    }

    aside: Waybill {
        id: bill

        width: parent.width
        recipient: root.view.recipient
        phone: root.view.phone
        lines: root.view.label
        places: root.view.source === "entered" ? [root.view.district?.name ?? "", root.view.street ?? ""] : []
        open: true
    }

    ChoiceGrid {
        y: root.reachY
        width: parent.width
        height: parent.height - root.reachY
        minimum: Math.max(Math.round(Theme.body * 5) + 48, Theme.english ? 300 : 0)
        firstName: "address.search"
        firstLabel: Texts.book["address.search_key"]
        prefix: root.district ? "address.district" : "address.street"
        names: root.district ? root.view.districts.map(entry => root.named(entry)) : root.view.streets
        notes: root.district ? root.view.districts.map(entry => root.noted(entry)) : Theme.english ? root.view.streets.map(name => Spelling.of(name)) : []
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
