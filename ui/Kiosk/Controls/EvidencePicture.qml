pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// One photograph, whole, on a dark ground; without one, the reason in words (or, where it is small, as a drawing).
Rectangle {
    id: root

    required property string source
    required property string standing // loading, shown, none, failed
    property bool small: false
    property bool decision: false
    readonly property bool broken: picture.status === Image.Error || (picture.status === Image.Ready && picture.implicitWidth < 2)
    readonly property bool there: root.standing === "shown" && !root.broken
    readonly property string why: root.decision ? "no_decision" : root.standing === "shown" ? "broken" : root.standing

    color: root.there ? Theme.darkroom : Theme.sunken
    border.width: Theme.contrast ? Theme.border : root.there ? 0 : Theme.hairline
    border.color: Theme.contrast ? Theme.edge : Theme.line

    Image {
        id: picture

        anchors.fill: parent
        visible: root.there
        source: root.source
        sourceSize: Qt.size(root.width, root.height)
        fillMode: Image.PreserveAspectFit
        asynchronous: Theme.moving // decoded off this thread; a screen that stands still for its picture waits instead
        cache: false // nothing of it stays behind
        Accessible.ignored: true
    }

    Icon {
        anchors.centerIn: parent
        visible: root.small && !root.there
        name: root.standing === "loading" ? "clock" : root.standing === "none" ? "camera" : "redo"
        size: 40
        color: Theme.ink2
        ground: Theme.sunken
    }

    Column {
        anchors.centerIn: parent
        visible: !root.small && !root.there
        width: parent.width - 48
        spacing: 16

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: root.decision ? "slip" : "camera"
            size: 72
            color: Theme.ink2
            ground: Theme.sunken
        }

        Paragraph {
            width: parent.width
            text: root.why === "shown" ? "" : Texts.book["violations.picture." + root.why]
            size: Theme.small
            color: Theme.ink2
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
