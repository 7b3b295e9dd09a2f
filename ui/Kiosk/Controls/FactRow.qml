pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Label, value, and where the citizen may change it, a button.
Item {
    id: root

    required property string label
    required property string value
    property bool strong: false
    property bool first: false
    property bool editable: false
    property string editName: ""
    property int labelWidth: Math.round(184 * (Theme.large ? 1.2 : 1))
    property int valueSize: Theme.body
    property int pad: 16
    property var plate: null // {number, kind}, before the value
    readonly property bool whole: /^[!-?A-~∗]+$/.test(root.value) // a number: it becomes smaller before it is broken
    readonly property real plateRoom: badge.implicitWidth > 0 ? badge.implicitWidth + 24 : 0

    signal edit

    implicitHeight: Math.max(Math.max(label.implicitHeight, value.implicitHeight) + 2 * root.pad, root.editable ? Theme.touch + 2 * Math.max(8, Math.min(root.pad, 12)) : 0)

    Rectangle {
        width: root.width
        height: Theme.hairline
        color: Theme.line
        visible: !root.first
    }

    Paragraph {
        id: label

        anchors.verticalCenter: parent.verticalCenter
        width: root.labelWidth - 16
        text: root.label
        size: Theme.small
        balanced: false
        leading: 1.25
        color: Theme.ink2
    }

    Paragraph {
        id: value

        anchors.verticalCenter: parent.verticalCenter
        x: root.labelWidth + root.plateRoom
        width: root.width - root.labelWidth - root.plateRoom - (root.editable ? button.width + 24 : 0)
        text: root.value.replace("@", "\u200b@") // where an e-mail address may be broken
        size: root.whole && natural.advanceWidth > value.width - 8 ? Math.max(Theme.smallest, Math.floor(root.valueSize * (value.width - 8) / natural.advanceWidth)) : root.valueSize
        strong: root.strong
        balanced: !root.editable
    }

    TextMetrics {
        id: natural

        font.pixelSize: root.valueSize
        font.bold: root.strong
        text: root.value
    }

    Loader {
        id: badge

        x: root.labelWidth
        anchors.verticalCenter: parent.verticalCenter
        active: root.plate !== null
        sourceComponent: PlateBadge {
            plate: root.plate ? root.plate.number : ""
            kind: root.plate ? root.plate.kind : ""
            size: Math.min(root.valueSize, Theme.small)
        }
    }

    SideButton {
        id: button

        objectName: root.editName
        visible: root.editable
        can: root.editable
        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        width: Math.max(136, implicitWidth)
        height: Theme.touch
        size: Theme.small
        strong: true
        label: Texts.book["common.change"]
        onTouched: root.edit()
    }
}
