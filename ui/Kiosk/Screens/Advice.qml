pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 不能在这里办: what happened, what it means for the matter, what to do next.
StepPage {
    id: root

    required property var view
    readonly property string kind: root.view.kind
    readonly property bool canRetry: root.kind === "failure" && root.view.can_retry !== false || root.view.can_retry === true
    readonly property bool moves: Boolean(root.view.instead) && root.view.can_move_on === true
    readonly property string words: root.kind === "verify_first" && !root.canRetry ? "verify_at_window" : root.kind
    readonly property string happened: root.view.failure ? Texts.book["failure." + root.view.failure] : ""
    readonly property var rows: {
        const listed = root.view.reasons.map(code => ({
                    "icon": "warn",
                    "text": root.reason(code, "citizen"),
                    "more": root.reason(code, "instead")
                }));
        if (root.happened !== "")
            listed.push({
                "icon": "warn",
                "text": root.happened,
                "more": ""
            });
        if (listed.length === 0)
            listed.push({
                "icon": root.kind === "no_card" ? "idcard" : root.kind === "no_bank_card" || root.kind === "unpaid" ? "bankcard" : root.kind === "window" ? "pin" : root.words === "verify_first" ? "face" : "warn",
                "text": Texts.book["advice." + root.words + ".happened"],
                "more": Texts.book["advice." + root.words + ".instead"]
            });
        return listed;
    }

    // The service's own sentence where there is one, then that for the service to use instead, then the reason's.
    function reason(code: string, part: string): string {
        const key = "reason." + code + "." + part;
        const own = key + "_" + root.view.service;
        const to = "reason." + code + ".to_" + root.view.instead;
        if (Texts.has(own))
            return Texts.book[own];
        return Texts.book[part === "instead" && Texts.has(to) ? to : key];
    }

    question: Texts.book["advice." + root.words + ".question"]
    about: Texts.book["advice." + root.words + ".means"]
    asideHeight: Math.min(sheet.wanted, 900)

    aside: Sheet {
        id: sheet

        readonly property int wanted: listed.height + 96

        width: parent.width
        height: Theme.portrait ? sheet.wanted : parent.height

        Column {
            id: listed

            x: 48
            y: Theme.portrait ? 48 : Math.max(48, (parent.height - height) / 2)
            width: parent.width - 96
            spacing: root.rows.length > 2 && Theme.large ? 24 : 40

            Repeater {
                model: root.rows

                IconLine {
                    required property var modelData

                    width: listed.width
                    icon: modelData.icon
                    iconSize: 56
                    strong: modelData.more !== ""
                    size: root.rows.length > 2 && Theme.large ? Theme.small : modelData.more !== "" && root.rows.length < 3 && !Theme.large ? 36 : Theme.body
                    ground: Theme.surface
                    text: modelData.text
                    more: modelData.more
                }
            }
        }
    }

    Column {
        width: parent.width
        spacing: 32

        IconLine {
            visible: Boolean(root.view.instead)
            width: parent.width
            icon: root.view.instead ? Drawings.ofService(root.view.instead) : ""
            iconSize: 56
            strong: true
            text: root.view.instead ? Texts.fill(Texts.book["advice.instead"], {
                "service": Texts.onOneLine(Texts.book["service." + root.view.instead + ".name"])
            }) : ""
        }

        IconLine {
            width: parent.width
            icon: "pin"
            text: Texts.book["advice." + root.words + ".window"] ?? ""
            visible: text !== "" && !(Theme.large && Boolean(root.view.instead))
        }

        IconLine {
            width: parent.width
            icon: "idcard"
            text: Texts.book[root.moves ? "advice.keep_card" : root.words === "verify_first" ? "advice.leave_card" : "advice.take_card"]
            visible: root.kind !== "no_card"
        }
    }

    actions: Row {
        anchors.fill: parent
        spacing: Theme.gap

        SideButton {
            objectName: "advice.home"
            visible: root.canRetry || root.moves
            can: root.canRetry || root.moves
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["advice.home"]
            onTouched: Flow.send("home")
        }

        MainButton {
            objectName: root.moves ? "advice.instead" : root.canRetry ? "advice.retry" : "advice.home"
            width: root.canRetry || root.moves ? (parent.width - Theme.gap) / 2 : parent.width
            label: Texts.book[root.moves ? "advice.move_on" : !root.canRetry ? "advice.home" : Texts.has("advice." + root.kind + ".retry") ? "advice." + root.kind + ".retry" : "advice.retry"]
            onTouched: Flow.send(root.moves ? "instead" : root.canRetry ? "retry" : "home")
        }
    }
}
