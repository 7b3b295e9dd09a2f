pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// One device or part: how it is, the remedy, what it says of itself, what happened lately, and its test.
StepPage {
    id: root

    required property var view
    readonly property bool bad: Boolean(root.view.failure)
    readonly property real lineHeight: Math.round(Theme.small * 1.5) + 8
    readonly property real headHeight: Math.round(Theme.small * Theme.leadingBody) + 8
    readonly property real room: root.bodyHeight - (remedy.visible ? remedy.height + 32 : 0) // for facts and events
    readonly property int most: Math.max(0, Math.floor((root.room - root.headHeight) / root.lineHeight)) // in one column
    readonly property var facts: root.view.details.slice(0, Theme.portrait ? Math.min(5, root.most - 4) : root.most)
    readonly property int spare: Theme.portrait && root.facts.length > 0 ? Math.floor((root.room - 2 * root.headHeight - 32) / root.lineHeight) - root.facts.length : root.most
    readonly property var events: root.view.events.slice(0, Math.max(0, root.spare))

    question: Texts.fill(Texts.book["maintenance.device.title"], {
        "number": root.view.number,
        "part": Says.part(root.view.name)
    })
    split: false
    headSpare: 320

    function told(event: var): string {
        if (event.what === "test" && !event.failure)
            return Texts.book["maintenance.device.passed"];
        if (event.what === "test")
            return Texts.fill(Texts.book["maintenance.device.failed"], {
                "why": Says.fault(event.failure)
            });
        const lasted = event.minutes === null || event.minutes === undefined ? "" : Texts.fill(Texts.book["maintenance.device.lasted"], {
            "minutes": event.minutes
        });
        return Says.fault(event.failure ?? "") + lasted;
    }

    Chip {
        parent: root
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: root.headTop + 16
        kind: root.view.kind
        icon: Says.icons[root.view.kind]
        text: Says.state(root.view)
    }

    Column {
        id: remedy

        width: parent.width
        spacing: 12
        visible: root.bad || root.view.services.length > 0

        IconLine {
            visible: root.bad
            width: parent.width
            icon: "tool"
            color: Theme.red
            text: root.bad ? Says.hint(root.view.failure) : ""
        }

        IconLine {
            visible: root.view.services.length > 0
            width: parent.width
            icon: "pause"
            text: Texts.fill(Texts.book["maintenance.worst.effect"], {
                "count": root.view.services.length
            })
        }
    }

    Grid {
        y: remedy.visible ? remedy.height + 32 : 0
        columns: Theme.portrait ? 1 : 2
        rowSpacing: 32
        columnSpacing: 48

        Column {
            width: Theme.portrait ? root.bodyWidth : Math.floor((root.bodyWidth - 48) / 2)
            visible: root.facts.length > 0
            spacing: 8

            Words {
                text: Texts.book["maintenance.device.says"]
                size: Theme.small
                color: Theme.ink2
            }

            Repeater {
                model: root.facts

                FactLine {
                    required property var modelData

                    width: parent?.width ?? 0
                    label: Texts.book["maintenance.detail." + modelData.key] ?? modelData.key
                    value: modelData.value
                }
            }
        }

        Column {
            width: Theme.portrait ? root.bodyWidth : Math.floor((root.bodyWidth - 48) / 2)
            spacing: 8

            Words {
                text: Texts.book["maintenance.device.lately"]
                size: Theme.small
                color: Theme.ink2
            }

            Words {
                visible: root.events.length === 0
                text: Texts.book["maintenance.device.nothing"]
                size: Theme.small
            }

            Repeater {
                model: root.events

                FactLine {
                    id: event

                    required property var modelData

                    width: parent?.width ?? 0
                    label: event.modelData.at
                    value: root.told(event.modelData)
                }
            }
        }
    }

    actions: MainButton {
        objectName: "maintenance.test"
        width: root.workWidth
        label: Texts.book[root.view.looked_at ? "maintenance.test_looked" : "maintenance.test_alone"]
        onTouched: Flow.send("test")
    }
}
