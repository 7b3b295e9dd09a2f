pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// 样本: this terminal is a sandbox. On every screen.
Rectangle {
    id: root

    property bool dark: false

    // portrait: in the right corner, clear of the area's name and of the visitor's; landscape: between the footer's buttons and switches
    x: Theme.portrait ? Theme.stageWidth - Theme.margin - width : Math.round(904 - width / 2)
    y: Theme.portrait ? 4 : Theme.footerTop + (Theme.footer - height) / 2
    width: words.implicitWidth + 48
    height: Theme.portrait ? 40 : 56
    radius: 12
    color: root.dark ? Theme.deep : Theme.surface
    border.width: 3
    border.color: root.dark ? Theme.deepText : Theme.red

    Words {
        id: words

        objectName: "sample"
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.portrait ? 4 : 11
        text: Texts.book["sample"]
        size: Theme.smallest
        strong: true
        leading: Theme.portrait ? 1.3 : 1.4
        color: root.dark ? Theme.deepText : Theme.red
    }
}
