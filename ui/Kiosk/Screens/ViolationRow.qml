pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One line of the list: plate, what, penalty; when and where, and whether it can be settled by oneself.
Touchable {
    id: root

    required property var row
    required property ViolationWords say
    property bool chosen: false
    readonly property color fill: root.down ? Theme.pressed : Theme.surface
    readonly property string penalty: root.say.fine(root.row) + (Theme.english ? ", " : "　") + root.say.points(root.row)
    readonly property real spare: Math.max(3, (root.height - Theme.body * 1.3 - Theme.caption * 1.7) / 3)

    // The place as far as there is room for it; all of it stands on the whole screen.
    function where(room: real): string {
        const fits = Math.floor(room / Theme.caption) - 1;
        if (root.row.place === "" || fits < 4)
            return "";
        return "　" + (root.row.place.length <= fits ? root.row.place : root.row.place.slice(0, fits - 1) + "…");
    }

    objectName: "violations.row." + root.row.id
    role: Accessible.RadioButton
    ticked: root.chosen
    label: Texts.fill(Texts.book["violations.row"], {
        "plate": root.row.plate,
        "text": root.row.text,
        "penalty": root.penalty,
        "tag": root.say.tag(root.row)
    })

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 3
        radius: Theme.radius
        color: Theme.soft
        visible: !Theme.contrast && !root.chosen
    }

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: Theme.contrast || root.chosen ? 0 : 3
        radius: Theme.radius
        color: root.fill
        border.width: root.chosen ? 4 : Theme.contrast ? 3 : 1
        border.color: root.chosen || root.down ? Theme.blue : Theme.contrast ? Theme.edge : Theme.line
    }

    PlateBadge {
        id: badge

        x: 24
        y: root.spare + (Theme.body * 1.3 - height) / 2
        visible: root.row.plate !== ""
        plate: root.row.plate
        kind: root.row.plate_kind
    }

    Words {
        id: what

        x: badge.visible ? badge.x + badge.width + 16 : 24
        y: root.spare
        width: money.x - 16 - x
        // what does not fit even small is cut here: the whole text stands above the list, and on the whole screen
        text: root.row.text.length * what.smallest <= what.width ? root.row.text : root.row.text.slice(0, Math.max(1, Math.floor(what.width / what.smallest) - 1)) + "…"
        strong: true
        leading: 1.3
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: what.smallest

        readonly property int smallest: Theme.large ? 32 : 24
    }

    Words {
        id: money

        anchors.right: parent.right
        anchors.rightMargin: 24
        y: root.spare
        text: root.penalty
        leading: 1.3
    }

    Words {
        x: 24
        y: root.height - root.spare - Theme.caption * 1.7 + Theme.caption * 0.15
        width: tag.x - 16 - x
        text: root.row.at + root.where(width - when.advanceWidth)
        size: Theme.caption
        leading: 1.4
        color: Theme.ink2

        TextMetrics {
            id: when

            font.pixelSize: Theme.caption
            text: root.row.at
        }
    }

    Chip {
        id: tag

        anchors.right: parent.right
        anchors.rightMargin: 24
        y: root.height - root.spare - height
        icon: root.say.tagIcon(root.row)
        kind: root.say.tagKind(root.row)
        text: root.say.tag(root.row)
    }

    FocusRing {
        of: root
    }
}
