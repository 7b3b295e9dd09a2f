pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Words that may take several lines, and share them evenly: no line ends with one lonely character.
Item {
    id: root

    property alias text: words.text
    property alias size: words.size
    property alias strong: words.strong
    property alias color: words.color
    property alias leading: words.leading
    property alias horizontalAlignment: words.horizontalAlignment
    property alias lineCount: words.lineCount
    property bool balanced: true

    readonly property real natural: measure.implicitWidth
    readonly property int lines: Math.max(1, Math.ceil(root.natural / Math.max(1, root.width)))
    readonly property bool broken: words.text.indexOf("\n") >= 0
    readonly property real even: root.balanced && !root.broken && root.lines > 1 ? Math.min(root.width, root.natural / root.lines + 2.2 * words.size) : root.width

    implicitWidth: root.natural
    implicitHeight: words.text === "" ? 0 : words.height

    Words {
        id: words

        width: root.even
        x: words.horizontalAlignment === Text.AlignHCenter ? (root.width - words.width) / 2 : 0
        wrapMode: Text.Wrap
    }

    Text {
        id: measure

        visible: false
        text: words.text
        font: words.font
        textFormat: Text.PlainText
        Accessible.ignored: true
    }
}
