pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One own application of the list: which matter, from when, how far; what waits for the citizen is loud.
Touchable {
    id: root

    required property var row
    readonly property string status: Texts.book["application_status." + root.row.status]
    readonly property string name: Texts.onOneLine(Texts.book["service." + root.row.service + ".title"] ?? Texts.book["service." + root.row.service + ".name"])
    readonly property string since: Texts.fill(Texts.book["applications.since"], {
        "day": Texts.day(root.row.day),
        "number": root.row.number_shown
    })
    readonly property bool loud: root.row.tone === "attention"
    readonly property color fill: root.down ? Theme.pressed : root.loud ? Theme.sand : Theme.surface
    readonly property real textX: Theme.large ? 32 : 120
    readonly property bool chipBelow: Theme.large

    label: [root.name, root.status, root.since].join(Theme.english ? ", " : "，")

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 3
        radius: Theme.radius
        color: root.down ? Theme.blue : Theme.soft
        visible: !Theme.contrast
    }

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: Theme.contrast ? 0 : 3
        radius: Theme.radius
        color: root.fill
        border.width: root.loud ? 4 : Theme.contrast ? 3 : 1
        border.color: root.loud ? Theme.amber : root.down ? Theme.blue : Theme.contrast ? Theme.edge : Theme.line
    }

    Icon {
        visible: !Theme.large
        x: 32
        y: 20
        name: Drawings.ofService(root.row.service)
        size: 64
        ground: root.fill
    }

    Words {
        id: title

        x: root.textX
        y: 16
        width: (root.chipBelow ? root.width - 32 : chip.x - 16) - x
        text: root.name
        strong: true
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 24
    }

    Chip {
        id: chip

        x: root.width - width - 32
        y: root.chipBelow ? title.y + title.height + 4 : 20
        kind: root.row.tone
        icon: ({
                "ok": root.row.ended ? "check" : "clock",
                "attention": "warn",
                "fault": "cross",
                "neutral": "undo"
            })[root.row.tone]
        text: root.status
    }

    Words {
        x: root.textX
        y: title.y + title.height
        width: (root.chipBelow ? chip.x - 16 : root.width - 32) - x
        text: root.chipBelow ? Texts.day(root.row.day) : root.since
        size: Theme.small
        color: Theme.ink2
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 24
    }

    StageLine {
        x: root.textX - (worded ? 48 : 0)
        y: root.height - height - (worded || !Theme.portrait ? 16 : 24)
        width: root.width - x - (worded ? 0 : 32)
        stages: root.row.stages
        at: root.row.at
        tone: root.row.tone
        ended: root.row.ended
        worded: !Theme.large
        ground: root.fill
    }

    FocusRing {
        of: root
    }
}
