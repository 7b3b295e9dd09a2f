pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 驾驶证与遗失: the licence as the office knows it, masked; how it was lost; the declaration.
StepPage {
    id: root

    required property var view
    readonly property bool asking: root.view.phase === "asking"
    readonly property var licence: root.view.licence ?? null
    readonly property int reasonHeight: Math.max(Theme.touch, 112)
    readonly property bool roomy: Theme.portrait && !Theme.large
    readonly property bool chosen: Boolean(root.view.chosen)

    question: Texts.book[root.asking ? "licence_loss.asking" : Theme.large ? "licence_loss.question_short" : "licence_loss.question"]
    about: root.asking ? Texts.book["licence_loss.asking_about"] : ""
    asideHeight: root.asking ? 520 : card.height

    aside: Rectangle {
        id: card

        readonly property bool known: root.licence !== null

        width: parent.width
        height: Theme.portrait ? (root.asking ? 520 : facts.height + 64) : parent.height
        radius: Theme.radiusSheet
        color: Theme.faint
        border.width: Theme.border
        border.color: Theme.mid

        Column {
            id: facts

            x: 48
            y: root.asking ? Math.max(32, (card.height - facts.height) / 2 - 40) : Theme.portrait ? 32 : 72
            width: card.width - 96
            spacing: Theme.large ? 4 : 8

            IconLine {
                width: parent.width
                icon: root.asking ? "licence" : card.known ? "licence" : "mail"
                iconSize: 56
                size: card.known || root.asking ? Theme.small : Theme.body
                strong: true
                ground: Theme.faint
                text: Texts.book[root.asking ? "licence_loss.card" : card.known ? "licence_loss.card" : "licence_loss.offline"]
                more: card.known || root.asking ? "" : Texts.book["licence_loss.offline_means"]
            }

            Item {
                width: 1
                height: 8
                visible: card.known
            }

            Repeater {
                model: card.known ? [["holder", root.licence.holder], ["number", root.licence.number], ["classes", root.licence.classes], ["valid_to", root.licence.valid_to ? Texts.fullDay(root.licence.valid_to) : Texts.book["licence_loss.long_term"]]] : []

                Item {
                    required property var modelData
                    required property int index

                    width: facts.width
                    height: Math.round(Theme.body * 1.5)

                    Words {
                        height: parent.height
                        text: Texts.book["licence_loss.fact." + parent.modelData[0]]
                        size: Math.min(Theme.small, 34)
                        color: Theme.ink2
                    }

                    Words {
                        x: Theme.large ? 220 : 184
                        width: parent.width - x
                        height: parent.height
                        fontSizeMode: Text.HorizontalFit // a masked number may be wider than others
                        minimumPixelSize: 32
                        text: parent.modelData[1]
                        strong: parent.index === 2
                    }
                }
            }
        }

        Column {
            visible: !Theme.portrait && !root.asking
            x: 48
            y: card.height - height - 40
            width: card.width - 96
            spacing: 16

            IconLine {
                width: parent.width
                icon: "warn"
                ground: Theme.faint
                text: Texts.book["licence_loss.void"]
            }

            IconLine {
                width: parent.width
                icon: "mail"
                ground: Theme.faint
                text: Texts.book["licence_loss.then"]
            }
        }

        WaitingDots {
            visible: root.asking
            anchors.horizontalCenter: parent.horizontalCenter
            y: facts.y + facts.height + 48
            text: Texts.book["licence_loss.waiting"]
        }
    }

    Column {
        id: answers

        visible: !root.asking
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: Theme.large ? 16 : 24

        IconLine {
            visible: root.roomy
            width: parent.width
            icon: "warn"
            text: Texts.book["licence_loss.void"]
        }

        IconLine {
            visible: root.roomy
            width: parent.width
            icon: "mail"
            text: Texts.book["licence_loss.then"]
        }

        Item {
            visible: root.roomy
            width: 1
            height: 8
        }

        Words {
            text: Texts.book["licence_loss.how"]
            size: Theme.lead
            strong: true
        }

        Grid {
            id: choices

            width: parent.width
            columns: root.roomy ? 1 : 3
            spacing: root.roomy ? 24 : 16

            Repeater {
                model: root.asking ? [] : root.view.reasons

                Tile {
                    required property string modelData

                    objectName: "licence_loss.reason." + modelData
                    width: (choices.width - (choices.columns - 1) * choices.spacing) / choices.columns
                    height: root.reasonHeight
                    role: Accessible.RadioButton
                    label: Texts.book["licence_loss.reason." + modelData]
                    note: root.roomy ? Texts.book["licence_loss.reason_note." + modelData] : ""
                    chosen: root.view.chosen === modelData
                    ticked: chosen
                    padding: root.roomy ? 32 : 24
                    can: !root.asking
                    onTouched: Flow.send("choose_reason", {
                        "reason": modelData
                    })
                }
            }
        }

        TickBox {
            objectName: "licence_loss.declare"
            width: parent.width
            label: Texts.book[Theme.large ? "licence_loss.declare_short" : "licence_loss.declare"]
            ticked: root.view.declared
            can: !root.asking
            onTouched: Flow.send("declare", {
                "on": !root.view.declared
            })
        }
    }

    actions: MainButton {
        objectName: "licence_loss.next"
        visible: !root.asking
        width: parent.width
        can: !root.asking && root.chosen && root.view.declared
        label: Texts.book["licence_loss.next"]
        onTouched: Flow.send("next")
    }
}
