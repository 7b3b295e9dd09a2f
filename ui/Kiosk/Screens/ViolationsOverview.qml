pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The face was not verified: how much is open by masked plate, and how to see the rest.
StepPage {
    id: root

    required property var view
    readonly property int most: !Theme.portrait ? 4 : Theme.large ? 5 : 6
    readonly property int count: root.view.overview.length
    readonly property int hidden: root.count > root.most ? root.count - root.most + 1 : 0
    readonly property int shown: root.count - root.hidden

    question: {
        if (root.view.face_tried)
            return Texts.book[Theme.large ? "violations.overview.question_tried_short" : "violations.overview.question_tried"];
        return Texts.book[Theme.large ? "violations.overview.question_short" : "violations.overview.question"];
    }
    about: Theme.large && !Theme.portrait ? "" : Texts.book["violations.overview.about"]
    split: Theme.portrait
    asideHeight: 0

    Sheet {
        id: sheet

        width: Theme.portrait ? root.bodyWidth : Theme.asideWidth
        height: rows.height + 32

        Column {
            id: rows

            x: 40
            y: 16
            width: parent.width - 80

            Words {
                visible: root.count === 0
                height: root.lineHeight
                text: Texts.book["violations.overview.no_vehicle"]
            }

            Repeater {
                model: root.shown

                Item {
                    id: line

                    required property int index
                    readonly property var vehicle: root.view.overview[line.index] ?? null
                    readonly property int open: line.vehicle ? line.vehicle.violations : 0

                    width: rows.width
                    height: root.lineHeight

                    PlateBadge {
                        anchors.verticalCenter: parent.verticalCenter
                        plate: line.vehicle ? line.vehicle.plate : ""
                        size: Theme.small
                    }

                    Words {
                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        text: line.open === 0 ? Texts.book["violations.overview.nothing"] : Texts.fill(Texts.book["violations.overview.row"], {
                            "count": line.open
                        })
                        size: Theme.large ? Theme.small : Theme.body
                        strong: line.open > 0
                        color: line.open > 0 ? Theme.ink : Theme.ink2
                    }
                }
            }

            ViolationOverviewLine {
                visible: root.hidden > 0
                width: rows.width
                height: root.lineHeight
                label: Texts.fill(Texts.book["violations.overview.more"], {
                    "count": root.hidden
                })
                value: Texts.fill(Texts.book["violations.overview.more_row"], {
                    "count": root.view.overview.slice(root.shown).reduce((sum, vehicle) => sum + vehicle.violations, 0)
                })
            }

            ViolationOverviewLine {
                width: rows.width
                height: root.lineHeight
                label: Texts.book["violations.overview.unpaid"]
                value: Texts.fill(Texts.book["violations.overview.unpaid_row"], {
                    "count": root.view.unpaid
                })
            }
        }
    }

    readonly property real lineHeight: Theme.large ? 84 : 80

    Column {
        x: Theme.portrait ? 0 : Theme.asideWidth + 72
        y: Theme.portrait ? sheet.height + 40 : 0
        width: Theme.portrait ? root.bodyWidth : Theme.paneWidth
        spacing: 24

        IconLine {
            width: parent.width
            icon: "person-check"
            iconSize: 56
            text: Texts.book[root.view.can_verify ? "violations.overview.how" : "violations.overview.how_elsewhere"]
        }

        IconLine {
            width: parent.width
            icon: "clock"
            iconSize: 56
            text: Texts.fill(Texts.book["violations.as_of"], {
                "time": root.view.as_of ?? ""
            })
        }
    }

    actions: Row {
        width: parent.width
        spacing: Theme.gap

        SideButton {
            objectName: "violations.verify"
            visible: root.view.can_verify
            can: root.view.can_verify
            width: Theme.large ? 360 : 304
            height: Theme.button
            icon: "person-check"
            label: Texts.book["violations.overview.verify"]
            onTouched: Flow.send("verify")
        }

        MainButton {
            objectName: "violations.finish"
            width: parent.width - (root.view.can_verify ? (Theme.large ? 360 : 304) + Theme.gap : 0)
            label: Texts.book["violations.finish"]
            onTouched: Flow.send("finish")
        }
    }
}
