pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 人脸核验: one sentence and an arrow above, the own picture below, and at every moment a way on without it.
StepPage {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    readonly property string without: root.view.without
    readonly property bool watching: root.phase === "preparing" || root.phase === "looking" || root.phase === "checking"
    readonly property bool matched: root.phase === "matched"
    readonly property bool pictured: root.watching || root.matched
    readonly property bool settled: root.phase === "to_office"
    readonly property bool repeatable: root.phase === "again" || root.phase === "failed"
    readonly property string guidance: root.view.guidance ?? "starting"
    readonly property bool turning: root.guidance === "left" || root.guidance === "right"
    readonly property bool hasWithout: !root.matched && !(root.settled && root.without !== "office")
    readonly property real headRoom: Theme.large ? (Theme.english || !Theme.portrait ? 304 : 208) : 176
    readonly property real chipsTop: Theme.portrait ? Theme.bodyBottom - Theme.button - Theme.gap - chips.height : root.headTop + root.headRoom + 48

    headInset: 144
    question: {
        if (root.phase === "preparing")
            return Texts.book["face.preparing"];
        if (root.watching)
            return Texts.book["face.guide." + root.guidance] ?? "";
        return Texts.book[root.settled ? "face.to_office." + root.without : "face." + root.phase] ?? "";
    }
    about: {
        if (root.phase === "preparing")
            return Texts.book["face.preparing_about"];
        if (root.watching)
            return Texts.book[root.turning ? (Theme.large ? "face.about_turn_short" : "face.about_turn") : (Theme.large ? "face.about_short" : "face.about")];
        if (root.phase === "again")
            return Texts.fill(Texts.book["face.left"], {
                "n": Math.max(0, root.view.tries - root.view["try"])
            });
        if (root.phase === "failed")
            return Texts.book["face.failed_about." + root.without];
        return Texts.book[root.settled ? "face.to_office." + root.without + "_about" : "face." + root.phase + "_about"] ?? "";
    }

    Rectangle {
        parent: root
        x: root.workX
        y: root.headTop + 4
        width: 112
        height: 112
        radius: 56
        color: root.phase === "failed" ? Theme.redTint : root.watching ? Theme.sand : Theme.pale
        border.width: Theme.contrast ? 3 : 0
        border.color: root.watching ? Theme.amber : Theme.edge

        Icon {
            anchors.centerIn: parent
            name: root.drawing
            size: 72
            color: root.phase === "failed" ? Theme.red : root.watching ? Theme.amber : Theme.blue
            ground: parent.color
        }
    }

    // A turn that is asked twice is numbered, so that the second one does not look like a mistake.
    function stageName(stages: var, index: int): string {
        const stage = stages[index];
        const name = Texts.book["face.stage." + stage];
        if (stages.filter(other => other === stage).length < 2)
            return name;
        const before = stages.slice(0, index).filter(other => other === stage).length;
        return Texts.fill(Texts.book["face.stage.nth"], {
            "stage": name,
            "mark": String.fromCharCode(0x2460 + before)
        });
    }

    readonly property string drawing: {
        if (root.phase === "preparing")
            return "camera";
        if (!root.watching)
            return root.matched ? "check" : root.phase === "again" ? "redo" : root.phase === "failed" ? "warn" : "person-check";
        const drawn = {
            "starting": "camera",
            "left": "arrow-left",
            "right": "arrow-right",
            "closer": "zoom",
            "light": "sun",
            "glare": "sun",
            "uncover": "glasses",
            "hold": "check",
            "still": "pause",
            "checking": "clock"
        };
        return drawn[root.guidance] ?? "face";
    }

    FaceOval {
        parent: root
        visible: root.pictured
        x: Theme.margin
        y: Theme.portrait ? root.headTop + root.headRoom : 152
        width: Theme.portrait ? Theme.contentWidth : Theme.asideWidth
        height: Theme.portrait ? root.chipsTop - 8 - y : 776
        fraction: root.matched ? 1 : root.view.fraction
        showsPicture: root.watching
    }

    FaceOutcome {
        parent: root
        visible: !root.pictured
        x: Theme.margin
        y: Theme.portrait ? root.headTop + root.headRoom + (Theme.english && Theme.large ? 64 : 16) : 168
        width: Theme.portrait ? Theme.contentWidth : Theme.asideWidth
        height: Theme.portrait ? implicitHeight : 744
        view: root.view
    }

    Row {
        id: chips

        parent: root
        visible: root.watching || root.matched
        x: root.workX + (Theme.portrait ? (root.workWidth - width) / 2 : 0)
        y: root.chipsTop
        height: Math.round(Theme.caption * 1.7) + 16
        spacing: 16

        Repeater {
            model: root.pictured ? root.view.stages : []

            Chip {
                required property int index
                required property string modelData
                readonly property bool passed: index < root.view.done || root.matched
                readonly property bool current: index === root.view.done && !root.matched

                kind: passed ? "ok" : current ? "attention" : "neutral"
                icon: passed ? "check" : !current ? "clock" : modelData === "left" ? "arrow-left" : modelData === "right" ? "arrow-right" : "face"
                text: root.stageName(root.view.stages, index)
            }
        }
    }

    actions: Row {
        anchors.fill: parent
        spacing: Theme.gap

        SideButton {
            objectName: "face.without_face"
            visible: root.hasWithout
            can: root.hasWithout
            width: root.watching ? parent.width : (parent.width - Theme.gap) / 2
            label: Texts.book[root.settled ? "face.without.pictures" : "face.without." + root.without]
            onTouched: Flow.send("without_face")
        }

        MainButton {
            objectName: "face.retry"
            visible: root.repeatable
            can: root.repeatable
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["face.retry"]
            onTouched: Flow.send("retry")
        }

        MainButton {
            objectName: "face.next"
            visible: root.settled
            can: root.settled
            width: root.hasWithout ? (parent.width - Theme.gap) / 2 : parent.width
            label: Texts.book["face.next." + root.without]
            onTouched: Flow.send("next")
        }
    }
}
