pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// How to stand for the photograph, in four lines.
Column {
    id: root

    property color ground: Theme.paper
    readonly property var lines: [["person-check", "bare"], ["glasses", "glasses"], ["face", "straight"], ["sun", "light"]]

    spacing: Theme.portrait || Theme.large ? 24 : 40

    Repeater {
        model: root.lines

        IconLine {
            required property var modelData

            width: root.width
            icon: modelData[0]
            iconSize: 56
            ground: root.ground
            text: (Theme.large ? Texts.book["licence_photo.short_how." + modelData[1]] : "") || Texts.book["licence_photo.how." + modelData[1]]
        }
    }
}
