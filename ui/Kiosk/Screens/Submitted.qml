pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 已提交: the result first, then the number, then what to take along.
StepPage {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    readonly property string receipt: root.view.receipt
    readonly property bool working: root.phase === "saving" || root.phase === "sending"
    readonly property bool settled: !root.working && root.receipt !== "waiting" && root.receipt !== "printing"
    readonly property bool noSlip: !root.working && (root.receipt === "not_delivered" || root.receipt === "unknown")
    readonly property bool posted: root.view.posted ?? true
    readonly property bool expected: Boolean(root.view.expected)
    readonly property string keptKey: root.expected ? (root.posted ? "submitted.lodged_by" : "submitted.lodged_done_by") : root.posted ? "submitted.lodged_means" : "submitted.lodged_to_complete"
    readonly property bool dated: root.phase === "received" && Boolean(root.view.due_date)
    readonly property string trouble: root.view.receipt_failure ? Texts.book["failure." + root.view.receipt_failure] : Texts.book["submitted.receipt_unknown"]
    readonly property string twoLines: {
        const groups = root.view.number.split(" ");
        const half = Math.ceil(groups.length / 2);
        return groups.length < 4 ? root.view.number : groups.slice(0, half).join(" ") + "\n" + groups.slice(half).join(" ");
    }

    // one expression over the view alone: in between two properties that change together there is no text to look up
    readonly property string headline: {
        const phase = root.view.phase;
        const receipt = root.view.receipt;
        if (phase === "saving" || phase === "sending")
            return "submitted." + phase;
        const length = "submitted." + (Theme.large ? "short_" : "question_");
        if (receipt === "not_delivered")
            return length + (phase === "lodged" ? "no_slip_lodged" : "no_slip");
        if (receipt === "unknown")
            return length + (phase === "lodged" ? "unknown_lodged" : "unknown");
        return length + phase;
    }

    question: Texts.book[root.headline]
    about: root.working ? Texts.book["submitted.wait"] : ""
    asideHeight: root.working ? 620 : result.height

    aside: Sheet {
        id: result

        width: parent.width
        height: root.working ? (Theme.portrait ? 620 : parent.height) : Theme.portrait ? facts.height + 64 : parent.height

        Column {
            anchors.centerIn: parent
            visible: root.working
            spacing: 40

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: root.phase === "saving" ? "lock" : "mail"
                size: 144
            }

            WaitingDots {
                anchors.horizontalCenter: parent.horizontalCenter
                text: Texts.book[root.phase === "saving" ? "submitted.is_saving" : "submitted.is_sending"]
            }
        }

        Column {
            id: facts

            visible: !root.working
            x: 48
            y: Theme.portrait ? 32 : Math.max(24, (parent.height - height) / 2)
            width: parent.width - 96
            spacing: Theme.large ? 8 : 16

            Words {
                text: Texts.book[!root.dated ? "submitted.kept" : root.posted ? "submitted.posted_by" : "submitted.done_by"]
                size: Theme.small
                color: Theme.ink2
            }

            Row {
                visible: root.dated
                spacing: 24

                Words {
                    id: due

                    text: root.dated ? Texts.day(root.view.due_date) : ""
                    size: Math.round(Theme.number * (Theme.large ? 0.86 : 1))
                    strong: true
                    leading: 1.25
                }

                Words {
                    anchors.baseline: due.baseline
                    text: root.dated ? Texts.weekday(root.view.due_date) : ""
                    size: Theme.lead
                }
            }

            Paragraph {
                visible: !root.dated
                width: parent.width
                text: Texts.fill(Texts.book[root.keptKey], {
                    "days": root.view.promised_working_days,
                    "day": root.expected ? Texts.day(root.view.expected) : ""
                })
                size: Theme.large ? Theme.body : Theme.lead
                strong: true
            }

            Paragraph {
                visible: root.dated && !(Theme.large && root.noSlip)
                width: parent.width
                text: Texts.book[root.posted ? "submitted.sms" : "submitted.sms_done"]
                color: Theme.ink2
            }

            Rectangle {
                width: parent.width
                height: Theme.hairline
                color: Theme.line
            }

            Item {
                width: parent.width
                height: Math.max(number.height, code.height)

                Column {
                    id: number

                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - code.width - 32
                    spacing: 4

                    Words {
                        text: Texts.book["submitted.number"]
                        size: Theme.small
                        color: Theme.ink2
                    }

                    Words {
                        objectName: "submitted.number"
                        text: root.twoLines
                        size: Math.min(Math.round(Theme.lead * (root.noSlip ? 1.2 : 1.1)), 54)
                        strong: true
                    }

                    Paragraph {
                        width: parent.width
                        text: Texts.book[root.noSlip ? "submitted.photograph" : "submitted.ask"]
                        size: Theme.small
                        color: Theme.ink2
                    }
                }

                Image {
                    id: code

                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    width: root.noSlip ? 320 : 232
                    height: width
                    sourceSize: Qt.size(width, width)
                    cache: false
                    source: root.view.qr ? "image://qr/" + encodeURIComponent(root.view.qr) : ""
                    Accessible.role: Accessible.Graphic
                    Accessible.name: Texts.book["submitted.code"]
                }
            }
        }
    }

    Column {
        visible: !root.working
        width: parent.width
        spacing: Theme.large ? 16 : 32

        IconLine {
            visible: root.noSlip
            width: parent.width
            icon: "warn"
            iconSize: 56
            color: Theme.amber
            text: root.trouble
        }

        IconLine {
            visible: root.noSlip && root.view.card_left
            width: parent.width
            icon: "idcard"
            iconSize: 56
            color: Theme.amber
            text: Texts.book["advice.take_card"]
        }

        DevicePicture {
            visible: root.noSlip && height >= 200
            width: parent.width
            height: Math.min(400, root.bodyHeight - y)
            device: "receipt_printer"
            act: root.receipt === "unknown" ? "rest" : "missing"
        }

        Sheet {
            visible: !root.noSlip
            width: parent.width
            height: things.height + 48

            Row {
                id: things

                readonly property real share: things.width / (slip.visible ? 3 : 2)

                y: 24
                width: parent.width

                DevicePicture {
                    id: slip

                    anchors.verticalCenter: parent.verticalCenter
                    visible: Theme.portrait && !Theme.large
                    width: things.share
                    height: 232
                    device: "receipt_printer"
                    act: "take"
                }

                ThingToTake {
                    width: things.share
                    diameter: Theme.large ? 96 : 112
                    icon: "slip"
                    name: Texts.book["thing.receipt"]
                    standing: Texts.book[root.settled ? "thing.receipt_ready" : "thing.receipt_printing"]
                    calling: true
                }

                ThingToTake {
                    width: things.share
                    diameter: Theme.large ? 96 : 112
                    icon: "idcard"
                    name: Texts.book["thing.id_card"]
                    standing: Texts.book[root.view.card_left ? "thing.id_card_left" : "thing.taken"]
                    calling: root.view.card_left
                }
            }
        }

        IconLine {
            readonly property string own: "submitted.meanwhile_" + Flow.service

            visible: !root.noSlip && (!Theme.large || Theme.portrait && root.posted && Texts.has(own)) // large, what is handed over only
            width: parent.width
            icon: "mail"
            text: Texts.book[root.posted ? own : "submitted.look_again"] ?? Texts.book["submitted.meanwhile"]
            more: root.posted && !Theme.large ? Texts.book["submitted.old_one_" + Flow.service] ?? Texts.book["submitted.old_one"] : ""
        }
    }

    actions: MainButton {
        objectName: "submitted.finish"
        visible: !root.working
        can: root.settled
        width: parent.width
        label: Texts.book[root.settled ? "submitted.finish" : "submitted.printing"]
        onTouched: Flow.send("finish")
    }
}
