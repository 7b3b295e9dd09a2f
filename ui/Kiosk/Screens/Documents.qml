pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 材料拍照: one paper after the other under the document camera; what it sees, one instruction, what was taken, what is missing.
StepPage {
    id: root

    required property var view
    readonly property string words: root.view.words
    readonly property string phase: root.view.phase
    readonly property bool looking: root.phase === "looking"
    readonly property bool shown: root.phase === "taken"
    readonly property bool listed: root.phase === "list"
    readonly property bool failed: root.phase === "failed"
    readonly property bool poor: root.shown && root.view.doubts.length > 0
    readonly property string hint: root.view.hint ?? "wait"
    readonly property bool good: root.hint === "hold"
    readonly property bool empty: root.looking && (root.hint === "wait" || root.hint === "nothing_there" || root.hint === "known")
    readonly property real pictureHeight: Theme.reachable && Theme.portrait ? 560 : Theme.large ? 620 : 680
    readonly property int most: Theme.portrait ? (Theme.large || Theme.reachable ? 4 : 6) : 6

    // The service's own words, else those of the kind.
    function say(name: string): string {
        const own = root.words + "." + name;
        return Texts.book[Theme.large && Texts.has(own + "_short") ? own + "_short" : own] ?? Texts.book["documents." + name] ?? "";
    }

    function nameOf(kind: string): string {
        return Texts.book[root.words + "." + kind] ?? "";
    }

    function how(): string {
        const own = root.words + "." + root.view.paper + "_how";
        if (Texts.has(own))
            return Texts.book[own];
        return Texts.book[Theme.large ? "documents.how_short" : "documents.how"];
    }

    split: Theme.portrait || !root.listed
    answers: root.listed
    headInset: root.listed ? 0 : 144
    question: {
        if (root.looking)
            return Texts.fill(Texts.book["documents.hint." + root.hint], {
                "paper": root.nameOf(root.view.paper)
            });
        if (root.shown)
            return Texts.book[root.poor ? "documents.poor" : "documents.look"];
        return root.failed ? Texts.book["documents.failed"] : root.say("question");
    }
    about: {
        if (root.looking)
            return root.how();
        if (root.poor)
            return Texts.book[root.view.can_keep ? "documents.poor_kept" : "documents.poor_again"];
        if (root.shown)
            return Texts.book[Theme.large ? "documents.look_short" : "documents.look_about"];
        if (root.failed)
            return Texts.book["documents.trouble." + root.view.failure] ?? Texts.book["documents.failed_about"];
        return Theme.large && !Theme.portrait ? "" : root.say("about"); // six papers need the height
    }
    asideHeight: root.listed ? 0 : root.pictureHeight

    Rectangle {
        parent: root
        visible: !root.listed
        x: root.workX
        y: root.headTop + 4
        width: 112
        height: 112
        radius: 56
        color: root.failed ? Theme.redTint : root.good || (root.shown && !root.poor) ? Theme.pale : Theme.sand
        border.width: Theme.contrast ? 3 : 0
        border.color: Theme.amber

        Icon {
            anchors.centerIn: parent
            name: root.failed || root.poor ? "warn" : root.good || root.shown ? "check" : root.hint === "glare" || root.hint === "too_dark" ? "sun" : root.hint === "moved" ? "pause" : "document-camera"
            size: 72
            color: root.failed ? Theme.red : root.good || (root.shown && !root.poor) ? Theme.blue : Theme.amber
            ground: parent.color
        }
    }

    aside: Item {
        width: parent.width
        height: parent.height

        Sheet {
            anchors.fill: parent
            visible: root.failed || (root.empty && !root.view.picture)

            DevicePicture {
                anchors.fill: parent
                anchors.margins: 40
                device: "document_camera"
                act: root.failed ? "missing" : "insert"
            }
        }

        DocumentPicture {
            objectName: "documents.picture"
            anchors.fill: parent
            visible: (root.looking || root.shown) && Boolean(root.view.picture)
            source: visible ? root.view.picture ?? "" : ""
            outline: root.looking ? root.view.outline : null
            good: root.good
            name: Texts.book[root.shown ? "documents.taken" : "documents.live"]
        }

        // how it is laid down, while nothing lies there
        Rectangle {
            visible: root.empty && Boolean(root.view.picture)
            x: parent.width - width - 24
            y: parent.height - height - 24
            width: 296
            height: 232
            radius: Theme.radius
            color: Theme.surface
            border.width: Theme.border
            border.color: Theme.line

            DevicePicture {
                anchors.fill: parent
                anchors.margins: 12
                device: "document_camera"
                act: "insert"
            }
        }
    }

    DocumentProgress {
        visible: !root.listed
        width: root.bodyWidth
        view: root.view
        names: root.view.papers.map(paper => root.nameOf(paper.kind))
        doubtful: root.poor
    }

    Grid {
        visible: root.listed
        width: root.bodyWidth
        columns: Theme.portrait ? 1 : 2
        columnSpacing: Theme.gap
        rowSpacing: 16

        Repeater {
            model: root.listed ? root.view.papers.slice(0, root.most) : []

            DocumentRow {
                required property var modelData

                width: Theme.portrait ? root.bodyWidth : (root.bodyWidth - Theme.gap) / 2
                paper: modelData
                name: root.nameOf(modelData.kind)
            }
        }
    }

    actions: Row {
        anchors.fill: parent
        spacing: Theme.gap

        SideButton {
            objectName: "documents.skip"
            visible: root.looking && root.view.can_skip
            can: visible
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["documents.skip"]
            onTouched: Flow.send("skip")
        }

        SideButton {
            objectName: "documents.take_now"
            visible: root.looking
            can: root.looking && Boolean(root.view.picture)
            strong: root.view.slow
            width: root.view.can_skip ? (parent.width - Theme.gap) / 2 : parent.width
            label: Texts.book["documents.take_now"]
            onTouched: Flow.send("take_now")
        }

        SideButton {
            objectName: "documents.keep_poor"
            visible: root.poor && root.view.can_keep
            can: visible
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["documents.keep"]
            onTouched: Flow.send("keep")
        }

        SideButton {
            objectName: "documents.again"
            visible: root.shown && !root.poor
            can: visible
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["documents.again"]
            onTouched: Flow.send("again")
        }

        MainButton {
            objectName: root.poor ? "documents.again" : "documents.keep"
            visible: root.shown
            can: root.shown
            width: root.poor && !root.view.can_keep ? parent.width : (parent.width - Theme.gap) / 2
            label: Texts.book[root.poor ? "documents.again" : "documents.keep"]
            onTouched: Flow.send(root.poor ? "again" : "keep")
        }

        SideButton {
            objectName: "documents.home"
            visible: root.failed
            can: root.failed
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["documents.home"]
            onTouched: Flow.send("home")
        }

        MainButton {
            objectName: root.failed ? "documents.retry" : "documents.next"
            visible: root.failed || root.listed
            can: root.failed || (root.listed && root.view.complete)
            width: root.failed ? (parent.width - Theme.gap) / 2 : parent.width
            label: root.failed ? Texts.book["documents.retry"] : root.say("next")
            onTouched: Flow.send(root.failed ? "retry" : "next")
        }
    }
}
