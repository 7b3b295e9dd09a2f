pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 驾驶证照片: the one on file or a new one; how to stand, the own picture with an outline for the head, then what came of it.
StepPage {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    readonly property bool looking: root.phase === "looking"
    readonly property bool shown: root.phase === "shown"
    readonly property bool offering: root.phase === "offer"
    readonly property bool empty: root.phase === "failed" && !root.view.failure
    readonly property bool counting: root.looking && Boolean(root.view.countdown)
    readonly property string guidance: root.view.guidance ?? "starting"
    readonly property int wrong: root.view.defects.length
    readonly property int chances: root.view.tries_left
    readonly property bool takes: root.view.camera && root.chances > 0
    readonly property bool hasFile: Boolean(root.view.on_file)
    readonly property real sheetHeight: Theme.bodyBottom - Theme.button - Theme.gap - root.asideY

    function say(name: string, values: var): string {
        return Texts.fill(Texts.book["licence_photo." + name] ?? "", values ?? {});
    }

    question: {
        if (root.looking)
            return root.counting ? root.say("countdown") : Texts.book["face.guide." + root.guidance] ?? "";
        if (root.shown)
            return root.wrong === 0 ? root.say("good") : root.say("wrong", {
                "n": root.wrong
            });
        return root.say(root.empty ? "empty" : root.phase);
    }
    about: {
        if (!root.shown)
            return Texts.book[(root.looking && Theme.large ? "licence_photo.short." : "licence_photo.about.") + (root.empty ? "empty" : root.phase)] ?? "";
        if (root.view.missed)
            return root.say("missed");
        if (root.chances === 0)
            return root.say(root.wrong === 0 ? "last_good_about" : "last_about");
        return root.wrong === 0 ? root.say("good_about") : root.say("wrong_about", {
            "n": root.chances
        });
    }
    asideHeight: root.looking ? 0 : root.sheetHeight

    aside: Loader {
        anchors.fill: parent
        active: !root.looking
        sourceComponent: root.shown ? result : root.offering ? offer : root.phase === "stand" ? stand : trouble
    }

    Component {
        id: offer

        LicencePhotoOffer {
            view: root.view
        }
    }

    Component {
        id: stand

        LicencePhotoStand {}
    }

    Component {
        id: result

        LicencePhotoResult {
            view: root.view
        }
    }

    Component {
        id: trouble

        LicencePhotoTrouble {
            view: root.view
        }
    }

    LicencePhotoHints {
        visible: root.phase === "stand" && !Theme.portrait
        y: 16
        width: root.bodyWidth
    }

    LicencePhotoFrame {
        parent: root
        visible: root.looking
        x: Theme.margin
        y: Theme.portrait ? root.bodyY - 16 : 152
        width: Theme.portrait ? Theme.contentWidth : Theme.asideWidth
        height: (Theme.portrait ? Theme.bodyBottom : 152 + 776) - y
        view: root.view
    }

    actions: Row {
        anchors.fill: parent
        visible: !root.looking
        spacing: Theme.gap

        SideButton {
            objectName: "licence_photo." + root.sideAction
            visible: root.sideAction !== ""
            can: visible
            width: root.mainAction === "" ? parent.width : Math.round(parent.width * 0.44)
            label: root.sideLabel
            onTouched: Flow.send(root.sideAction)
        }

        MainButton {
            objectName: "licence_photo." + root.mainAction
            visible: root.mainAction !== ""
            can: visible
            width: root.sideAction === "" ? parent.width : parent.width - Math.round(parent.width * 0.44) - Theme.gap
            label: root.mainLabel
            onTouched: Flow.send(root.mainAction)
        }
    }

    // The likeliest way on is the main one: a flawless picture is used, a faulty one is taken again.
    readonly property string mainAction: {
        switch (root.phase) {
        case "offer":
            return "use_on_file";
        case "stand":
            return root.takes ? "start" : root.hasFile ? "use_on_file" : "window";
        case "shown":
            return root.wrong > 0 && root.takes ? "retake" : "use";
        case "failed":
            return root.takes ? "take" : root.hasFile ? "use_on_file" : "window";
        case "none":
            return "window";
        }
        return "";
    }
    readonly property string sideAction: {
        switch (root.phase) {
        case "offer":
            return root.takes ? "take" : "";
        case "shown":
            return root.mainAction === "retake" ? "use" : root.takes ? "retake" : root.hasFile && root.wrong > 0 ? "use_on_file" : "";
        case "failed":
            return root.mainAction !== "window" ? (root.hasFile && root.mainAction !== "use_on_file" ? "use_on_file" : "window") : "";
        }
        return "";
    }
    readonly property string mainLabel: root.labelOf(root.mainAction)
    readonly property string sideLabel: root.labelOf(root.sideAction)

    function labelOf(action: string): string {
        if (action === "retake")
            return root.say("retake_left", {
                "n": root.chances
            });
        if (action === "take" && root.phase === "failed")
            return root.say("again");
        return action === "" ? "" : root.say(action);
    }
}
