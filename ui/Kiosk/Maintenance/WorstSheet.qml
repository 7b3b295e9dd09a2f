pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The worst fault once more, large: what it keeps from working, how it is mended, and its test.
Rectangle {
    id: root

    required property var worst // null: nothing is wrong
    property bool tall: false // words above the button
    readonly property bool bad: root.worst !== null && root.worst !== undefined
    readonly property bool fault: root.bad && root.worst.kind === "fault"
    readonly property color tone: !root.bad ? Theme.blue : root.fault ? Theme.red : Theme.amberText
    readonly property string effect: root.bad && root.worst.services.length > 0 ? Texts.fill(Texts.book["maintenance.worst.effect"], {
        "count": root.worst.services.length
    }) : ""

    radius: Theme.radius
    color: !root.bad ? Theme.faint : root.fault ? Theme.redTint : Theme.sand
    border.width: Theme.border
    border.color: root.bad ? root.tone : Theme.line

    Icon {
        x: 24
        y: root.tall ? 28 : Math.round((root.height - 48) / 2)
        name: !root.bad ? "check" : root.fault ? "cross" : "warn"
        size: 48
        color: root.tone
        ground: root.color
    }

    Column {
        id: words

        x: 96
        width: root.width - 96 - 24 - (root.tall || !root.bad ? 0 : button.width + 24)
        y: root.tall ? 24 : Math.round((root.height - height) / 2)
        spacing: 4

        Paragraph {
            width: parent.width
            text: root.bad ? Texts.fill(Texts.book["maintenance.worst.title"], {
                "number": root.worst.number,
                "part": Says.part(root.worst.name),
                "state": Says.state(root.worst)
            }) : Texts.book["maintenance.worst.none"]
            size: Theme.small
            strong: true
            leading: 1.3
            balanced: false
        }

        Paragraph {
            width: parent.width
            visible: text !== "" && !Theme.large
            text: root.bad ? root.effect + Says.remedy(root.worst.failure ?? "") : ""
            size: 24
            leading: 1.35
            balanced: false
            color: Theme.ink2
        }
    }

    SideButton {
        id: button

        objectName: "maintenance.worst.test"
        visible: root.bad
        can: root.bad
        anchors.right: parent.right
        anchors.rightMargin: 20
        y: root.tall ? root.height - height - 20 : Math.round((root.height - height) / 2)
        width: root.tall ? root.width - 40 : 184
        height: Math.max(Theme.touch, 96)
        label: Texts.book["maintenance.test"]
        onTouched: Flow.send("test", {
            "name": root.worst.name
        })
    }
}
