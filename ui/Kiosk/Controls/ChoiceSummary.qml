pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// What is chosen, large: the one entry, or how many, and what they come to.
Item {
    id: root

    required property var view
    property bool centred: false
    property bool compact: false
    property string icon: "" // shown while nothing is chosen
    readonly property var one: root.view.many ? null : root.view.entries.find(entry => root.view.chosen.indexOf(entry.id) >= 0) ?? null
    readonly property string title: root.one ? Texts.entry(root.one.title) : ""
    readonly property bool named: root.one !== null && root.isNamed(root.one)
    readonly property bool summed: (root.view.total_fen ?? null) !== null
    readonly property string count: Texts.fill(Texts.book[root.view.chosen.length === 0 ? "choose.none_chosen" : "choose.chosen_of"], {
        "count": root.view.chosen.length,
        "all": root.view.entries.length
    })

    // Beside a plate a name is said where there is room for it; small, the entry that is ticked says it.
    function isNamed(entry: var): bool {
        return !entry.plate || !root.compact && Texts.entry(entry.title) !== entry.plate.number;
    }

    // as high as it can become, so that nothing moves when something is chosen
    readonly property real tallest: root.view.many && !root.summed ? Theme.lead * 1.42 : Theme.small * 1.42 + 8 + (root.summed ? root.figureSize * 1.25 : root.view.entries.some(entry => Boolean(entry.plate)) ? root.badgeSize * 1.55 + root.nameRoom : Theme.lead * 1.42)
    readonly property real nameRoom: root.view.entries.some(entry => Boolean(entry.plate) && root.isNamed(entry)) ? Theme.lead * 1.42 + 8 : 0
    readonly property int figureSize: root.compact ? Theme.question : Theme.large ? Math.round(Theme.number * 0.86) : Theme.number
    readonly property int badgeSize: root.compact ? Theme.lead : Math.round(Theme.question * (Theme.large ? 0.8 : 1))

    implicitHeight: Math.ceil(root.tallest)

    Column {
        id: column

        width: root.width
        y: (root.height - height) / 2
        spacing: root.compact ? 8 : root.centred ? 24 : 8

        Emblem {
            x: (root.width - width) / 2
            visible: root.centred && root.icon !== "" && root.view.chosen.length === 0
            width: 208
            icon: root.icon
        }

        Words {
            x: root.centred ? (root.width - width) / 2 : 0
            text: root.one ? Texts.book["choose.taken"] : root.summed ? Texts.book["choose.total"] + "　" + root.count : root.count
            size: root.summed || root.one ? Theme.small : Theme.lead
            strong: !root.summed && !root.one
            color: root.summed || root.one || root.view.chosen.length === 0 ? Theme.ink2 : Theme.ink
        }

        BigFigure {
            x: root.centred ? (root.width - width) / 2 : 0
            visible: root.summed && root.view.many
            value: root.summed ? "¥" + Texts.yuan(root.view.total_fen) : ""
            room: root.width
            size: root.figureSize
        }

        Loader {
            x: root.centred ? (root.width - width) / 2 : 0
            active: root.one !== null && Boolean(root.one.plate)
            visible: active
            sourceComponent: PlateBadge {
                plate: root.one && root.one.plate ? root.one.plate.number : ""
                kind: root.one && root.one.plate ? root.one.plate.kind : ""
                size: root.badgeSize
            }
        }

        Paragraph {
            width: root.width
            visible: root.named
            text: root.title
            size: root.compact ? Theme.body : Theme.lead
            strong: true
            horizontalAlignment: root.centred ? Text.AlignHCenter : Text.AlignLeft
        }
    }
}
