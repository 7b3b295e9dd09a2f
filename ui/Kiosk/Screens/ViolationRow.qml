pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One record of the list: plate, what, penalty; when and where, and whether it can be settled by oneself.
// Two lines; three in large type, where the offence has a line of its own. All titles of a list have one size.
Touchable {
    id: root

    required property var row
    required property ViolationWords say
    property bool chosen: false
    property bool opens: false // a touch leads to the whole screen, which the arrow says
    readonly property color fill: root.down ? Theme.pressed : Theme.surface
    readonly property string penalty: root.say.penalty(root.row)
    readonly property bool three: Theme.large
    readonly property int titleSize: root.three ? Theme.body : Theme.english ? Theme.caption : Theme.small
    readonly property real upper: Theme.caption * 1.7 // height of the line of the plate
    readonly property real lower: root.three ? Theme.caption * 1.4 : root.upper
    readonly property real titleHeight: root.three ? Math.ceil(root.titleSize * 1.48) : 0
    readonly property real spare: Math.max(3, (root.height - root.upper - root.titleHeight - root.lower) / (root.three ? 4 : 3))
    readonly property real end: root.width - 24 - (root.opens ? arrow.width + 8 : 0)

    objectName: "violations.row." + root.row.id
    role: Accessible.RadioButton
    ticked: root.chosen
    label: Texts.fill(Texts.book["violations.row"], {
        "plate": root.row.plate,
        "text": root.say.offence(root.row),
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
        y: root.spare + (root.upper - height) / 2
        visible: root.row.plate !== ""
        plate: root.row.plate
        kind: root.row.plate_kind
    }

    Words {
        id: what

        x: badge.visible && !root.three ? badge.x + badge.width + 16 : 24
        y: root.three ? 2 * root.spare + root.upper : root.spare
        width: (root.three ? root.end : money.x - 16) - x
        height: root.three ? root.titleHeight : root.upper
        // what does not fit is cut here: the whole text stands above the list, and on the whole screen
        text: title.elidedText
        size: root.titleSize
        strong: true
        leading: 1.3

        TextMetrics {
            id: title

            font: what.font
            text: root.say.offence(root.row)
            elide: Text.ElideRight
            elideWidth: what.width - 4
        }
    }

    Words {
        id: money

        x: root.width - 24 - width
        y: root.spare
        height: root.upper
        text: root.penalty
        size: root.three ? Theme.small : root.titleSize
        leading: 1.3
    }

    Words {
        x: 24
        y: root.height - root.spare - root.lower
        width: (root.three ? root.end : tag.x - 16) - x
        height: root.lower
        text: when.elidedText
        size: Theme.caption
        leading: 1.4
        color: Theme.ink2

        TextMetrics {
            id: when

            font.pixelSize: Theme.caption
            text: root.row.at + (root.row.place === "" ? "" : "　" + root.row.place)
            elide: Text.ElideRight
            elideWidth: (root.three ? root.end : tag.x - 16) - 28
        }
    }

    Chip {
        id: tag

        x: root.three ? (badge.visible ? badge.x + badge.width + 16 : 24) : root.end - width
        y: root.three ? root.spare : root.height - root.spare - height
        icon: root.say.tagIcon(root.row)
        kind: root.say.tagKind(root.row)
        text: root.say.tag(root.row)
    }

    Icon {
        id: arrow

        visible: root.opens
        x: root.width - 20 - width
        y: (root.spare + root.upper + root.height - height) / 2 // below the penalty
        name: "chevron"
        size: 40
        ground: root.fill
    }

    FocusRing {
        of: root
    }
}
