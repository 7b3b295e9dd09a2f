pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Nothing is open: good news first, then what else may be worth knowing of licence and vehicles.
StepPage {
    id: root

    required property var view
    readonly property int most: Theme.portrait ? (Theme.large ? 3 : 5) : Theme.large ? 1 : 3
    readonly property bool narrow: Theme.large
    readonly property int hidden: Math.max(0, root.view.vehicles.length - root.most)
    readonly property bool troubled: root.view.slip === "not_delivered" || root.view.slip === "unknown"

    question: Texts.book["violations.none.question"]
    about: Theme.large && !Theme.portrait ? "" : root.troubled ? Texts.book[root.view.slip === "unknown" ? "violations.maybe_printed" : "violations.not_printed"] : Texts.book[Theme.large ? "violations.none.about_short" : "violations.none.about"]
    asideHeight: Theme.large ? 330 : 460

    ViolationWords {
        id: say

        view: root.view
    }

    aside: Sheet {
        width: parent.width
        height: Theme.portrait ? root.asideHeight : parent.height

        Column {
            anchors.centerIn: parent
            spacing: 24

            Emblem {
                anchors.horizontalCenter: parent.horizontalCenter
                width: Theme.large && Theme.portrait ? 128 : 176
            }

            Words {
                anchors.horizontalCenter: parent.horizontalCenter
                text: Texts.fill(Texts.book["violations.as_of"], {
                    "time": root.view.as_of ?? ""
                })
                size: Theme.small
                color: Theme.ink2
            }

            Words {
                anchors.horizontalCenter: parent.horizontalCenter
                text: Texts.book["violations.none.wish"]
                size: Theme.lead
                strong: true
                color: Theme.blue
            }
        }
    }

    Column {
        width: root.bodyWidth
        spacing: Theme.large ? 16 : 24

        IconLine {
            width: parent.width
            icon: "licence"
            iconSize: 56
            strong: true
            text: Texts.book[root.view.licence ? "violations.none.licence" : "violations.licence_none"]
            more: root.view.licence ? (root.narrow ? say.onTwoLines(say.licenceFacts(root.view.licence)) : say.licenceFacts(root.view.licence)) : ""
        }

        Words {
            visible: root.view.vehicles.length === 0
            text: Texts.book["violations.none.no_vehicle"]
            color: Theme.ink2
        }

        Repeater {
            model: Math.min(root.most, root.view.vehicles.length)

            Item {
                id: entry

                required property int index
                readonly property var vehicle: root.view.vehicles[entry.index] ?? null

                width: root.bodyWidth
                height: Math.max(badge.height, facts.implicitHeight)

                PlateBadge {
                    id: badge

                    y: 4
                    plate: entry.vehicle ? entry.vehicle.plate : ""
                    kind: entry.vehicle ? entry.vehicle.plate_kind : ""
                    size: Theme.small
                }

                Paragraph {
                    id: facts

                    x: Theme.large ? 312 : 256
                    width: parent.width - x
                    text: !entry.vehicle ? "" : root.narrow ? say.onTwoLines(say.vehicleFacts(entry.vehicle)) : say.vehicleFacts(entry.vehicle)
                    size: Theme.small
                    color: Theme.ink2
                }
            }
        }

        Words {
            visible: root.hidden > 0 && (Theme.portrait || !Theme.large)
            text: Texts.fill(Texts.book["violations.none.more_vehicles"], {
                "count": root.hidden
            })
            size: Theme.small
            color: Theme.ink2
        }
    }

    actions: ViolationActions {
        width: parent.width
        view: root.view
    }
}
