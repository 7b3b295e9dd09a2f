pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// What a visitor must know whatever the screen is: a strip under the head, or over the foot where there is no head. Both
// places are kept free by every page.
Rectangle {
    id: root

    required property string tidings // text key, empty: nothing
    required property bool underHead

    visible: root.tidings !== ""
    y: root.underHead ? Theme.header : Theme.footerTop - root.height
    width: Theme.stageWidth
    height: Theme.portrait && root.underHead ? 40 : 32
    color: Theme.sand

    Icon {
        id: picture

        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        name: "warn"
        size: 28
        color: Theme.amberText
        ground: Theme.sand
    }

    Words {
        id: words

        objectName: "tidings"
        x: Theme.margin + 40
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.contentWidth - 40
        text: root.tidings === "" ? "" : Texts.book[root.tidings]
        size: Theme.smallest
        strong: true
        leading: Theme.tight
        color: Theme.amberText
    }
}
