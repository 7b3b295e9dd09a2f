pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// 样本: this terminal is a sandbox. On every screen.
Rectangle {
    id: root

    property bool dark: false

    x: Math.round((Theme.stageWidth - width) / 2)
    y: Theme.portrait ? -12 : Theme.footerTop + (Theme.footer - height) / 2
    width: words.implicitWidth + 48
    height: Theme.portrait ? 48 : 56
    radius: 12
    color: root.dark ? Theme.deep : Theme.surface
    border.width: 3
    border.color: root.dark ? "#FFFFFF" : Theme.red

    Words {
        id: words

        objectName: "sample"
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.portrait ? 13 : 11
        text: Texts.book["sample"]
        size: 24
        strong: true
        leading: Theme.portrait ? 1.3 : 1.4
        color: root.dark ? "#FFFFFF" : Theme.red
    }
}
