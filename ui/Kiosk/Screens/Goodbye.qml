pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 再见: asks for what still lies there.
StepPage {
    id: root

    required property var view
    readonly property var things: root.view.left
    readonly property bool cardLies: root.things.some(entry => entry.thing === "id_card" && !entry.taken)
    readonly property bool bankCardLies: root.things.some(entry => entry.thing === "bank_card" && !entry.taken)
    readonly property bool slipLies: root.things.some(entry => entry.thing === "receipt" && entry.sensed && !entry.taken)
    readonly property bool pagesLie: root.things.some(entry => entry.thing === "document" && entry.sensed && !entry.taken)
    readonly property bool anythingLies: root.cardLies || root.bankCardLies || root.slipLies || root.pagesLie
    readonly property string where: root.bankCardLies ? "bank_card_reader" : root.cardLies ? "id_card_reader" : root.pagesLie ? "document_printer" : root.slipLies ? "receipt_printer" : root.lies("document") ? "document_printer" : root.lies("receipt") ? "receipt_printer" : "" // where to reach first
    readonly property bool unclear: Boolean(root.view.clue)
    readonly property var icons: ({
            "id_card": "idcard",
            "bank_card": "bankcard",
            "receipt": "slip",
            "document": "a4"
        })

    function lies(thing: string): bool {
        return root.things.some(entry => entry.thing === thing && !entry.taken);
    }

    question: Texts.book[root.bankCardLies ? "goodbye.take_bank_card" : root.cardLies ? "goodbye.take_card" : root.pagesLie ? "goodbye.take_document" : root.slipLies ? "goodbye.take_receipt" : root.unclear ? "goodbye.unclear" : "goodbye." + root.view.why]
    about: root.unclear ? Texts.fill(Texts.book["goodbye.unclear_clue"], {
        "clue": root.view.clue
    }) : Texts.book[root.anythingLies ? "goodbye.then" : "goodbye.wiped"]
    asideHeight: Math.min(root.where === "" ? 620 : Theme.large ? 1020 : 920, Theme.bodyBottom - Theme.button - Theme.gap - root.asideY)

    aside: Sheet {
        anchors.fill: parent

        DevicePicture {
            x: 24
            y: 24
            visible: root.where !== ""
            width: parent.width - 48
            height: parent.height - row.height - 72
            device: root.where === "" ? "receipt_printer" : root.where
            act: "take"
        }

        Row {
            id: row

            visible: root.things.length > 0
            y: root.where !== "" ? parent.height - row.height - 32 : (parent.height - row.height) / 2
            width: parent.width

            Repeater {
                model: root.things

                ThingToTake {
                    required property var modelData

                    width: root.things.length > 0 ? parent.width / root.things.length : 0
                    diameter: root.where === "" ? 200 : 96
                    icon: root.icons[modelData.thing] ?? "slip"
                    name: Texts.book["thing." + modelData.thing]
                    standing: Texts.book[modelData.taken ? "thing.taken" : modelData.sensed ? "thing." + modelData.thing + "_left" : modelData.thing === "document" ? "thing.document_ready" : "thing.receipt_ready"]
                    calling: !modelData.taken
                }
            }
        }

        Column {
            visible: root.things.length === 0
            anchors.centerIn: parent
            width: parent.width - 96
            spacing: 32

            Mark {
                anchors.horizontalCenter: parent.horizontalCenter
                size: 160
            }

            Paragraph {
                width: parent.width
                text: Texts.book["goodbye.nothing_left"]
                size: Theme.lead
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }

    actions: MainButton {
        objectName: "goodbye.finish"
        width: parent.width
        can: !root.anythingLies
        label: Texts.book["goodbye.finish"]
        onTouched: Flow.send("finish")
    }
}
