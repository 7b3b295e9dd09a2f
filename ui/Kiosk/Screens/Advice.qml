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
    readonly property string happened: root.view.failure ? Texts.book["failure." + root.view.failure] : ""
    readonly property var rows: {
        const listed = root.view.reasons.map(code => ({
                    "icon": "warn",
                    "text": Texts.book["reason." + code + ".citizen"],
                    "more": Texts.book["reason." + code + ".instead"]
                }));
        if (root.happened !== "")
            listed.push({
                "icon": "warn",
                "text": root.happened,
                "more": ""
            });
        if (listed.length === 0)
            listed.push({
                "icon": root.kind === "no_card" ? "idcard" : root.kind === "no_bank_card" || root.kind === "unpaid" ? "bankcard" : root.kind === "window" ? "pin" : "warn",
                "text": Texts.book["advice." + root.kind + ".happened"],
                "more": Texts.book["advice." + root.kind + ".instead"]
            });
        return listed;
    }

    question: Texts.book["advice." + root.kind + ".question"]
    about: Texts.book["advice." + root.kind + ".means"]
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
            icon: "chevron"
            text: root.view.instead ? Texts.fill(Texts.book["advice.instead"], {
                "service": Texts.onOneLine(Texts.book["service." + root.view.instead + ".name"])
            }) : ""
        }

        IconLine {
            width: parent.width
            icon: "pin"
            text: Texts.book["advice." + root.kind + ".window"] ?? ""
            visible: text !== "" && !(Theme.large && Boolean(root.view.instead))
        }

        IconLine {
            width: parent.width
            icon: "idcard"
            text: Texts.book["advice.take_card"]
            visible: root.kind !== "no_card"
        }
    }

    actions: Row {
        anchors.fill: parent
        spacing: Theme.gap

        SideButton {
            objectName: "advice.home"
            visible: root.canRetry
            can: root.canRetry
            width: (parent.width - Theme.gap) / 2
            label: Texts.book["advice.home"]
            onTouched: Flow.send("home")
        }

        MainButton {
            objectName: root.canRetry ? "advice.retry" : "advice.home"
            width: root.canRetry ? (parent.width - Theme.gap) / 2 : parent.width
            label: Texts.book[!root.canRetry ? "advice.home" : Texts.has("advice." + root.kind + ".retry") ? "advice." + root.kind + ".retry" : "advice.retry"]
            onTouched: Flow.send(root.canRetry ? "retry" : "home")
        }
    }
}
