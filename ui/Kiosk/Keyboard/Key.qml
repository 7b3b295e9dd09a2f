pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// One key: a character, or a function with a word or a drawing. `struck` comes for every touch that counts, and again and
// again while a key that repeats is held.
Touchable {
    id: root

    property string face: root.label
    property string icon: ""
    property bool isFunction: false
    property bool isMain: false
    property bool isOn: false // a switch that is on
    property bool repeats: false
    property string meaning: root.label // a key that has come to mean something else is dead for a moment
    property int size: Theme.large ? 54 : 44
    property int mainSize: Math.min(Theme.lead, 46)
    readonly property int look: root.isMain ? 2 : root.isFunction ? 1 : 0
    readonly property bool filled: root.can && (root.isMain || root.isOn)
    readonly property color fill: !root.can ? Theme.sunken : root.filled ? (root.down ? Theme.primaryPressed : Theme.primary) : root.isFunction ? (root.down ? (Theme.contrast ? Theme.pressed : Theme.mid) : Theme.contrast ? Theme.pale : Theme.soft) : root.down ? Theme.pressed : Theme.surface
    readonly property color lower: root.isMain || root.isOn ? Theme.primaryPressed : root.isFunction ? Theme.mid : root.down ? Theme.blue : Theme.soft
    readonly property color mark: !root.can ? Theme.ink2 : root.filled ? Theme.primaryText : Theme.contrast ? Theme.ink : root.isFunction ? Theme.deep : Theme.ink

    signal struck

    onTouched: {
        if (Keystrokes.lift(root.objectName, root.meaning, Theme.elder))
            root.struck();
    }
    onDownChanged: {
        if (root.down)
            Keystrokes.press(root.objectName, root.meaning, Theme.elder);
        else
            Keystrokes.leave(root.objectName);
    }

    Timer {
        running: root.repeats && root.down
        interval: Theme.keyBeat
        repeat: true
        onTriggered: {
            if (Keystrokes.repeats(root.objectName))
                root.struck();
        }
    }

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: 3
        radius: Theme.radiusKey
        color: root.lower
        visible: !Theme.contrast && root.can
    }

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: Theme.contrast || !root.can ? 0 : 3
        radius: Theme.radiusKey
        color: root.fill
        border.width: Theme.contrast ? 3 : root.look === 0 && root.down ? 2 : 0
        border.color: !root.can ? Theme.line : Theme.contrast ? (root.filled ? root.fill : Theme.edge) : Theme.blue
    }

    Words {
        id: words

        readonly property int wanted: root.isMain ? root.mainSize : root.isFunction ? Math.min(Theme.body, 40) : root.size

        anchors.centerIn: parent
        visible: root.icon === ""
        text: root.face
        size: Math.max(24, Math.min(wanted, Math.floor(wanted * (root.width - 16) / Math.max(1, natural.advanceWidth))))
        strong: root.isFunction || root.isMain
        leading: 1.2
        color: root.mark
        Accessible.ignored: true

        TextMetrics {
            id: natural

            font.pixelSize: words.wanted
            font.bold: words.strong
            text: root.face
        }
    }

    Icon {
        anchors.centerIn: parent
        visible: root.icon !== ""
        name: root.icon
        size: Theme.large ? 56 : 48
        color: root.mark
        ground: root.fill
    }

    FocusRing {
        of: root
        corner: Theme.radiusKey
    }
}
