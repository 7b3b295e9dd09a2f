pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// One application: how far it is and what that means, what was asked for, what can be done about it.
StepPage {
    id: root

    required property var view
    readonly property var one: root.view.one
    readonly property string main: root.one.may_correct ? "correct" : root.one.may_readdress ? "readdress" : "list"
    readonly property bool asks: root.one.asked.length > 0
    readonly property bool anew: root.asks && !root.one.may_correct // nothing can be put in the place of what was declared
    readonly property bool why: root.asks || root.one.note !== "" || root.one.reasons.length > 0
    readonly property int most: Theme.large ? 4 : Theme.portrait ? 7 : 6
    readonly property var facts: root.why ? root.one.facts.filter(fact => root.known.indexOf(fact.key.split(".").pop()) >= 0) : root.one.facts.slice(0, root.most)
    readonly property var known: ["number", "refund"] // beside what is asked and why
    readonly property bool close: Theme.large // little room for what is asked
    readonly property real labelRoom: root.one.qr ? 256 : 0

    question: Texts.onOneLine(Texts.book["service." + root.one.service + ".title"] ?? Texts.book["service." + root.one.service + ".name"])
    about: Texts.book["application_about." + root.one.status]
    asideHeight: root.why ? said.y + said.height + 32 : facts.y + facts.implicitHeight + 24

    aside: Sheet {
        id: sheet

        width: parent.width
        height: Theme.portrait ? root.asideHeight : parent.height

        Words {
            id: status

            x: 48
            y: 24
            text: Texts.book["application_status." + root.one.status]
            size: Theme.lead
            strong: true
            color: root.one.tone === "attention" ? Theme.amberText : root.one.tone === "fault" ? Theme.red : Theme.ink
        }

        StageLine {
            id: line

            x: 24
            y: status.y + status.height + 16
            width: parent.width - 48
            stages: root.one.stages
            at: root.one.at
            tone: root.one.tone
            ended: root.one.ended
        }

        Rectangle {
            x: 48
            y: line.y + line.height + 20
            width: parent.width - 96
            height: Theme.hairline
            color: Theme.line
        }

        FactSheet {
            id: facts

            x: 48
            y: line.y + line.height + 28
            width: parent.width - 96 - root.labelRoom
            screen: "applications"
            facts: root.facts
            room: Theme.portrait ? 640 : sheet.height - y - 16
        }

        Column {
            id: said

            x: 48
            y: facts.y + facts.implicitHeight + 16
            width: parent.width - 96
            visible: root.why
            spacing: root.close ? 8 : 16

            IconLine {
                visible: root.one.note !== ""
                width: parent.width
                icon: "pen"
                ground: Theme.surface
                size: root.close ? Theme.small : Theme.body
                text: Texts.fill(Texts.book["applications.note"], {
                    "note": root.one.note
                })
            }

            Paragraph {
                visible: root.asks
                width: parent.width
                text: Texts.fill(Texts.book[root.anew ? "applications.asked_anew" : "applications.asked"], {
                    "count": root.one.asked.length
                })
                strong: true
                color: Theme.amberText
            }

            Grid {
                id: items

                readonly property bool twice: root.one.asked.length > 2

                columns: items.twice ? 2 : 1
                columnSpacing: 24
                rowSpacing: 8

                Repeater {
                    model: root.one.asked

                    IconLine {
                        required property var modelData

                        width: items.twice ? (said.width - 24) / 2 : said.width
                        icon: "warn"
                        ground: Theme.surface
                        iconSize: 40
                        color: Theme.amber
                        size: root.close ? Theme.small : Theme.body
                        text: Texts.book["asked_item." + modelData.item] ?? Texts.book["asked_item.other"]
                    }
                }
            }

            Repeater {
                model: root.asks ? [] : root.one.reasons.slice(0, 3)

                IconLine {
                    required property string modelData

                    width: said.width
                    icon: "warn"
                    ground: Theme.surface
                    iconSize: 40
                    color: Theme.amber
                    size: Theme.large ? Theme.small : Theme.body
                    text: Texts.book["reason." + modelData + ".citizen"]
                    more: Theme.large ? "" : Texts.book["reason." + modelData + ".instead"]
                }
            }
        }

        Image {
            visible: Boolean(root.one.qr)
            x: parent.width - 48 - width
            y: facts.y + 16
            width: 224
            height: 224
            sourceSize: Qt.size(width, width)
            cache: false
            source: root.one.qr ? "image://qr/" + encodeURIComponent(root.one.qr) : ""
            Accessible.role: Accessible.Graphic
            Accessible.name: Texts.book["result.code"]
        }
    }

    Row {
        id: others

        y: root.bodyHeight - height
        width: root.bodyWidth
        height: Theme.touch + 8
        spacing: Theme.gap

        readonly property int count: (root.one.documents > 0 ? 1 : 0) + (root.one.may_withdraw ? 1 : 0)
        readonly property real share: others.count > 1 ? (width - spacing) / 2 : width

        SideButton {
            objectName: "applications.documents"
            visible: root.one.documents > 0
            can: root.one.documents > 0
            width: others.share
            height: parent.height
            icon: "a4"
            label: Texts.fill(Texts.book["applications.documents"], {
                "count": root.one.documents
            })
            onTouched: Flow.send("documents")
        }

        SideButton {
            objectName: "applications.ask_to_withdraw"
            visible: root.one.may_withdraw
            can: root.one.may_withdraw
            width: others.share
            height: parent.height
            icon: "undo"
            label: Texts.book["applications.ask_to_withdraw"]
            onTouched: Flow.send("ask_to_withdraw")
        }
    }

    actions: MainButton {
        objectName: "applications." + root.main
        width: parent.width
        label: Texts.book["applications." + root.main]
        onTouched: Flow.send(root.main)
    }
}
