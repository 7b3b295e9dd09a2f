pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Theme

// What to do on this screen, in three lines at most, and whom to ask.
DialogSheet {
    id: root

    readonly property string phase: Flow.view.phase ?? ""
    readonly property string own: ["help." + Flow.step + "." + root.phase, "help." + Flow.screen + "." + root.phase, "help." + Flow.step, "help." + Flow.screen, "help.home"].find(key => Texts.has(key)) ?? ""

    spacing: 32

    Words {
        text: Texts.book["help.title"]
        size: Theme.question
        strong: true
        leading: 1.3
    }

    IconLine {
        width: parent.width
        icon: "help"
        iconSize: 56
        text: Texts.book[root.own]
        ground: Theme.surface
    }

    IconLine {
        width: parent.width
        icon: "person-check"
        iconSize: 56
        text: Texts.book["help.staff"]
        ground: Theme.surface
    }

    IconLine {
        width: parent.width
        icon: "lock"
        iconSize: 56
        text: Texts.book["help.privacy"]
        ground: Theme.surface
    }

    MainButton {
        objectName: "help.close"
        width: parent.width
        label: Texts.book["help.close"]
        onTouched: Flow.send("close_help")
    }
}
