pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 结果: the result first, then the one figure to remember, then the facts, what may be printed, and what comes next.
StepPage {
    id: root

    required property var view
    readonly property string words: root.view.words
    readonly property string slip: root.view.print ?? ""
    readonly property bool printable: root.slip === "none" || root.slip === "not_delivered"
    readonly property bool troubled: root.slip === "not_delivered" || root.slip === "unknown"
    readonly property bool fullSheet: root.view.paper === "document"
    readonly property string why: {
        const own = "result.why." + root.view.print_failure;
        return Texts.book[Texts.has(own) ? own : "result.why.other"];
    }
    readonly property string trouble: root.slip === "unknown" ? "maybe_printed" : "not_printed"
    readonly property bool moves: root.view.can_move_on === true // the next service begins here, without card and face again
    readonly property string other: root.printable ? "print" : root.view.again ? "again" : root.moves ? "finish" : "home"
    readonly property bool figured: Boolean(root.view.big) || Boolean(root.view.qr)
    readonly property bool bare: !root.figured && root.view.facts.length === 0
    readonly property int side: Theme.large ? 360 : 304
    readonly property string printing: ({
            "none": "print",
            "not_delivered": "print_again",
            "printing": "printing"
        })[root.slip] ?? ""

    readonly property var values: {
        const said = {};
        for (const name of Object.keys(root.view.values))
            said[name] = Texts.said(root.view.values[name]);
        return said;
    }

    function say(name: string): string {
        const own = root.words + "." + name;
        return Texts.fill(Texts.book[Theme.large && Texts.has(own + "_short") ? own + "_short" : own] ?? "", root.values);
    }

    // of the paper that comes out here: a slip, or sheets of A4
    function paper(name: string): string {
        const partly = root.fullSheet && name === "not_printed" && root.view.sheets_out > 0;
        return Texts.fill(Texts.book[(root.fullSheet ? "result.document_" : "result.") + (partly ? "partly" : name)] ?? "", {
            "why": root.why,
            "asked": root.view.sheets_asked ?? 0,
            "out": root.view.sheets_out ?? 0
        });
    }

    headInset: root.bare ? 0 : 128
    question: root.say("question")
    about: root.say("about")
    asideHeight: result.wanted

    Emblem {
        parent: root
        visible: !root.bare
        x: root.workX
        y: root.headTop - 12
        width: 96
        tone: root.view.tone
        icon: root.view.tone === "done" ? "check" : root.view.tone === "attention" ? "warn" : "cross"
    }

    aside: Sheet {
        id: result

        readonly property real head: root.figured ? Math.max(figures.height, code.visible ? code.height : 0) + 40 : 0
        readonly property real spare: Theme.portrait ? Theme.bodyBottom - Theme.button - Theme.gap - root.asideY - following.height - 64 : parent.height
        readonly property real wanted: root.bare ? (Theme.large ? 400 : 440) : (root.figured ? 40 + result.head : 24) + (root.view.facts.length ? facts.implicitHeight + 24 : 0)

        width: parent.width
        height: Theme.portrait ? result.wanted : parent.height

        Emblem {
            visible: root.bare
            anchors.centerIn: parent
            width: 208
            tone: root.view.tone
            icon: root.view.tone === "done" ? "check" : root.view.tone === "attention" ? "warn" : "cross"
        }

        Column {
            id: figures

            visible: root.figured
            x: 48
            y: 40 + Math.max(0, (result.head - 40 - height) / 2)
            width: result.width - 96 - (code.visible ? code.width + 32 : 0)
            spacing: Theme.large ? 0 : 8

            Words {
                visible: text !== ""
                text: root.view.big ? root.say("big") : ""
                size: Theme.small
                color: Theme.ink2
            }

            BigFigure {
                visible: Boolean(root.view.big)
                value: root.view.big ?? ""
                room: figures.width
            }

            Paragraph {
                width: parent.width
                text: root.view.big || root.view.qr ? root.say("figure") : ""
                color: Theme.ink2
                visible: text !== ""
            }

            Words {
                visible: code.visible
                text: Texts.book["result.scan"]
                size: Theme.small
                color: Theme.ink2
            }
        }

        Image {
            id: code

            visible: Boolean(root.view.qr)
            x: result.width - 48 - width
            y: 40 + Math.max(0, (result.head - 40 - height) / 2)
            width: root.troubled ? 320 : 256
            height: width
            sourceSize: Qt.size(width, width)
            cache: false
            source: root.view.qr ? "image://qr/" + encodeURIComponent(root.view.qr) : ""
            Accessible.role: Accessible.Graphic
            Accessible.name: Texts.book["result.code"]
        }

        Rectangle {
            visible: root.figured && root.view.facts.length > 0
            x: 48
            y: 40 + result.head - 16
            width: result.width - 96
            height: Theme.hairline
            color: Theme.line
        }

        FactSheet {
            id: facts

            visible: root.view.facts.length > 0
            x: 48
            y: root.figured ? 40 + result.head - 8 : 16
            width: result.width - 96
            screen: "result"
            facts: root.view.facts
            room: result.spare - y - 16
        }
    }

    Column {
        id: following

        width: root.bodyWidth
        spacing: Theme.large ? 16 : 24

        IconLine {
            visible: root.troubled
            width: parent.width
            icon: "warn"
            iconSize: 56
            color: Theme.amber
            strong: more !== ""
            text: root.paper(root.trouble)
            more: Theme.large ? "" : root.paper(root.slip === "unknown" ? "unknown_means" : "saved_above")
        }

        IconLine {
            visible: root.slip === "delivered"
            width: parent.width
            icon: root.fullSheet ? "a4" : "slip"
            iconSize: 56
            color: Theme.amber
            text: root.paper("take_slip")
        }

        IconLine {
            width: parent.width
            icon: "arrow-right"
            iconSize: 56
            text: root.say("next")
            visible: text !== ""
        }

        IconLine {
            visible: Boolean(root.view.instead) && !root.moves
            width: parent.width
            icon: root.view.instead ? Drawings.ofService(root.view.instead) : ""
            iconSize: 56
            text: root.view.instead ? Texts.fill(Texts.book["result.instead"], {
                "service": Texts.onOneLine(Texts.book["service." + root.view.instead + ".name"])
            }) : ""
        }

        WaitingDots {
            visible: root.slip === "printing"
            text: root.paper("printing")
        }
    }

    DevicePicture {
        visible: root.slip !== "" && root.slip !== "none" && height >= 200
        y: following.height + Theme.gap
        width: root.bodyWidth
        height: Math.min(360, root.bodyHeight - y)
        device: root.fullSheet ? "document_printer" : "receipt_printer"
        act: root.slip === "not_delivered" ? "missing" : root.slip === "unknown" ? "rest" : "take"
    }

    actions: Row {
        width: parent.width
        spacing: Theme.gap

        SideButton {
            objectName: "result." + root.other
            width: root.side
            height: Theme.button
            icon: !root.printable ? "" : root.fullSheet ? "a4" : "slip"
            can: root.slip !== "printing"
            label: root.slip === "printing" ? Texts.book["result.printing"] : root.printing !== "" ? root.paper(root.printing) : root.other === "again" ? root.say("again") : Texts.book[root.moves ? "result.finish" : "result.home_other"]
            onTouched: Flow.send(root.other)
        }

        MainButton {
            objectName: root.moves ? "result.instead" : "result.finish"
            width: parent.width - root.side - Theme.gap
            can: root.view.can_finish
            label: root.moves ? Texts.book["result.move_on"] : root.slip === "delivered" ? root.paper("finish_taking") : Texts.book["result.finish"]
            onTouched: Flow.send(root.moves ? "instead" : "finish")
        }
    }
}
