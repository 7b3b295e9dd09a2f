pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// The picture just taken, beside what is required of it: met, or what to do about it.
Sheet {
    id: root

    required property var view
    readonly property bool brief: Theme.large && !Theme.portrait // no room for two lines each

    function say(name: string, wrong: bool): string {
        const few = Texts.book[(wrong ? "licence_photo.short_defect." : "licence_photo.short_check.") + name];
        return root.brief && few ? few : Texts.book[(wrong ? "licence_photo.defect." : "licence_photo.check.") + name];
    }

    Image {
        id: picture

        objectName: "licence_photo.picture"
        x: 40
        anchors.verticalCenter: parent.verticalCenter
        width: Math.round(root.width * 0.4)
        height: Math.round(width / 0.6875)
        source: root.view.picture ?? ""
        sourceSize: Qt.size(width, height)
        cache: false // nothing of it stays behind
        Accessible.role: Accessible.Graphic
        Accessible.name: Texts.book["licence_photo.picture"]

        Rectangle {
            anchors.fill: parent
            color: "transparent"
            border.width: Theme.border
            border.color: Theme.edge
        }
    }

    Column {
        id: column

        x: picture.x + picture.width + 40
        anchors.verticalCenter: parent.verticalCenter
        width: root.width - x - 40
        spacing: root.brief ? 12 : Theme.large ? 16 : 24

        Repeater {
            model: root.view.checks

            IconLine {
                required property string modelData
                readonly property bool wrong: root.view.defects.indexOf(modelData) >= 0

                objectName: "licence_photo.check." + modelData
                width: column.width
                icon: wrong ? "cross" : "check"
                iconSize: 44
                color: wrong ? Theme.red : Theme.blue
                ground: Theme.surface
                size: Theme.small
                strong: wrong
                text: root.say(modelData, wrong)
            }
        }

        IconLine {
            visible: root.view.replaced === true
            width: column.width
            icon: "pen"
            iconSize: 44
            ground: Theme.surface
            size: Theme.small
            text: Texts.book[root.brief ? "licence_photo.short.replaced" : "licence_photo.replaced"]
        }
    }
}
