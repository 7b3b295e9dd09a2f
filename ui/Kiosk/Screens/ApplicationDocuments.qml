pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The papers of one application: touched, fetched and printed on A4, one at a time.
StepPage {
    id: root

    required property var view
    readonly property var printing: root.view.documents.find(paper => paper.state === "printing") ?? null
    readonly property bool taken: root.view.documents.some(paper => paper.state === "delivered" || paper.state === "unknown")
    readonly property var troubled: root.view.documents.find(paper => paper.state === "not_delivered" || paper.state === "not_fetched") ?? null
    readonly property string trouble: {
        if (!root.troubled)
            return "";
        if (root.troubled.state === "not_fetched")
            return Texts.book["applications.not_fetched"];
        const own = "result.why." + root.troubled.failure;
        return Texts.book[Texts.has(own) ? own : "result.why.other"];
    }
    readonly property var entries: root.view.documents.map(paper => root.entryOf(paper))

    function entryOf(paper: var): var {
        const again = paper.state === "none" || paper.state === "not_delivered" || paper.state === "not_fetched";
        return {
            "id": paper.id,
            "title": root.nameOf(paper),
            "note": !paper.sheets ? "applications.on_demand" : Texts.fill(Texts.book["applications.sheets"], {
                "count": paper.sheets
            }),
            "plate": null,
            "amount_fen": null,
            "chips": [],
            "can": again && !root.view.busy,
            "why": again ? null : "applications.paper_" + paper.state
        };
    }

    // Several of one kind are told apart by their place.
    function nameOf(paper: var): string {
        const alike = root.view.documents.filter(other => other.kind === paper.kind);
        const name = Texts.book["my_document." + paper.kind] ?? Texts.book["my_document.other"];
        return alike.length > 1 ? name + " " + (alike.indexOf(paper) + 1) : name;
    }

    answers: true
    question: Texts.book["applications.print_question"]
    about: root.trouble !== "" ? root.trouble : Texts.book[root.printing || root.view.busy ? "applications.print_wait" : root.taken ? "applications.print_take" : "applications.print_about"]
    asideHeight: Theme.large ? 320 : 360

    aside: Sheet {
        width: parent.width
        height: Theme.portrait ? root.asideHeight : parent.height

        DevicePicture {
            anchors.centerIn: parent
            width: parent.width - 96
            height: Math.min(440, parent.height - 48)
            device: "document_printer"
            act: root.troubled ? "missing" : root.printing || root.taken ? "take" : "rest"
        }
    }

    actions: MainButton {
        objectName: "applications.keep"
        width: parent.width
        can: !root.view.busy
        label: Texts.book["applications.print_done"]
        onTouched: Flow.send("keep")
    }

    ChoiceList {
        y: root.reachY
        width: root.bodyWidth
        height: root.bodyHeight - y
        screen: "applications.paper"
        entries: root.entries
        chosen: []
        onTouched: id => Flow.send("print", {
                "id": id
            })
    }
}
