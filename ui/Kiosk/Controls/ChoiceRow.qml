pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// One entry of a list to choose from: what it is, what it comes to, and where it cannot be chosen, why.
Touchable {
    id: root

    required property var entry // {id, title, note, plate, amount_fen, chips, can, why}
    property bool chosen: false
    property bool many: false
    property bool lean: false // one line
    readonly property color fill: !root.can ? Theme.sunken : root.down ? Theme.pressed : Theme.surface
    readonly property bool raised: root.can && !Theme.contrast && !root.chosen
    readonly property bool named: root.title !== "" && !(root.entry.plate && root.title === root.entry.plate.number)
    readonly property string title: Texts.entry(root.entry.title)
    readonly property string below: root.entry.why ? Texts.book[root.entry.why] ?? "" : Texts.book[root.entry.note] ?? root.entry.note
    readonly property string amount: (root.entry.amount_fen ?? null) === null ? "" : "¥" + Texts.yuan(root.entry.amount_fen)
    readonly property bool marksAbove: root.amount === "" && !root.lean && (!root.named || words.advanceWidth(root.title) <= root.width - root.textX - (root.badgeBelow ? 0 : badge.width + 20) - marks.width - 104)
    readonly property bool badgeBelow: Theme.large && root.named && !root.lean && root.can // the title needs its line; of what cannot be chosen the reason does
    readonly property real textX: root.many ? 112 : 32
    readonly property real upper: root.lean ? root.height / 2 : root.height / 2 - Theme.small * 0.71
    readonly property real lower: root.height / 2 + Theme.body * 0.71

    can: root.entry.can
    role: root.many ? Accessible.CheckBox : Accessible.RadioButton
    ticked: root.chosen
    label: [root.entry.plate ? root.entry.plate.number : "", root.named ? root.title : "", root.amount, root.below].filter(part => part !== "").join(Theme.english ? ", " : "，")

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 3
        radius: Theme.radius
        color: root.down ? Theme.blue : Theme.soft
        visible: root.raised
    }

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: root.raised ? 3 : 0
        radius: Theme.radius
        color: root.fill
        border.width: Theme.contrast && !root.can ? 0 : root.chosen ? 4 : Theme.contrast ? 3 : 1
        border.color: root.chosen || root.down ? Theme.blue : Theme.contrast ? Theme.edge : Theme.line
    }

    Loader {
        anchors.fill: parent
        active: Theme.contrast && !root.can
        sourceComponent: DashedFrame {}
    }

    Rectangle {
        visible: root.many
        anchors.verticalCenter: parent.verticalCenter
        x: 28
        width: 56
        height: 56
        radius: 12
        color: root.chosen ? Theme.primary : root.fill
        border.width: root.chosen ? 0 : root.can ? 4 : 2
        border.color: root.can ? Theme.edge : Theme.line

        Icon {
            anchors.centerIn: parent
            visible: root.chosen
            name: "check"
            size: 44
            color: Theme.primaryText
            ground: Theme.primary
        }
    }

    Loader {
        id: badge

        x: root.textX
        y: (root.badgeBelow ? root.lower : root.upper) - height / 2
        active: Boolean(root.entry.plate)
        sourceComponent: PlateBadge {
            plate: root.entry.plate ? root.entry.plate.number : ""
            kind: root.entry.plate ? root.entry.plate.kind : ""
            size: root.badgeBelow ? Math.min(Theme.caption, 32) : root.named ? Theme.small : Theme.body
        }
    }

    Words {
        x: badge.active && !root.badgeBelow ? badge.x + badge.width + 20 : root.textX
        y: root.upper - height / 2
        width: Math.max(0, (root.marksAbove && marks.visible ? marks.x : money.x) - 16 - x)
        visible: root.named
        text: letters.cut(root.title, width, root.smallest)
        strong: root.can
        color: root.can ? Theme.ink : Theme.ink2
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: root.smallest
    }

    Words {
        id: money

        x: root.width - (root.many ? 28 : 88) - width
        y: root.upper - height / 2
        text: root.amount
        strong: true
        color: root.can ? Theme.ink : Theme.ink2
    }

    Words {
        x: badge.active && root.badgeBelow ? badge.x + badge.width + 20 : root.textX
        y: root.lower - height / 2
        width: Math.max(0, (marks.visible && !root.marksAbove ? marks.x : root.width - (root.many ? 12 : 72)) - 16 - x)
        visible: !root.lean && root.below !== ""
        text: letters.cut(root.below, width, root.smallest)
        size: Theme.small
        color: Theme.ink2
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: root.smallest
    }

    Row {
        id: marks

        x: root.width - (root.many ? 28 : 88) - width
        y: (root.lean ? root.height / 2 : root.marksAbove ? root.upper : root.lower) - height / 2
        visible: root.entry.chips.length > 0
        spacing: 12

        Repeater {
            model: root.entry.chips

            Chip {
                required property var modelData

                kind: modelData.tone
                icon: ({
                        "ok": "check",
                        "attention": "warn",
                        "fault": "cross",
                        "neutral": "pause"
                    })[modelData.tone]
                text: Texts.book[modelData.key] ?? ""
            }
        }
    }

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        x: root.width - 72
        visible: root.chosen && !root.many
        name: "check"
        size: 48
        ground: root.fill
    }

    readonly property int smallest: Theme.large ? 32 : 24

    // What does not fit even small is cut: it stands whole where the entry is shown large.
    FontMetrics {
        id: letters

        font.pixelSize: root.smallest
        font.bold: true

        function cut(text: string, width: real, size: int): string {
            if (letters.advanceWidth(text) <= width)
                return text;
            const characters = Array.from(text); // rare ones are two units of text each
            while (characters.length > 1 && letters.advanceWidth(characters.join("") + "…") > width)
                characters.pop();
            return characters.join("") + "…";
        }
    }

    FontMetrics {
        id: words

        font.pixelSize: Theme.body
        font.bold: true
    }

    FocusRing {
        of: root
    }
}
