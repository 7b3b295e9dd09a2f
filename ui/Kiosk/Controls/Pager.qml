pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Which page of how many, and what all of it comes to.
Item {
    id: root

    required property string screen // names the targets
    required property int page
    required property int pages
    property string total: ""
    readonly property bool paged: root.pages > 1
    readonly property real key: Math.min(240, root.width * 0.27)

    signal turned(int step)

    height: Theme.touch

    SideButton {
        objectName: root.screen + ".page_back"
        visible: root.paged
        width: root.key
        height: Theme.touch
        size: Theme.small
        can: root.paged && root.page > 0
        label: Texts.book["grid.page_back"]
        onTouched: root.turned(-1)
    }

    Column {
        anchors.verticalCenter: parent.verticalCenter
        x: root.paged ? root.key + 12 : 0
        width: root.width - 2 * x

        Words {
            width: parent.width
            visible: root.paged
            horizontalAlignment: Text.AlignHCenter
            text: Texts.fill(Texts.book[Theme.large ? "grid.page_short" : "grid.page"], {
                "n": root.page + 1,
                "count": root.pages
            })
            size: Theme.caption
            leading: 1.3
            color: Theme.ink2
        }

        Words {
            visible: root.total !== ""
            width: parent.width
            horizontalAlignment: root.paged ? Text.AlignHCenter : Text.AlignRight
            text: root.total
            size: root.paged ? Theme.caption : Theme.small
            strong: true
            leading: 1.3
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 24
        }
    }

    SideButton {
        objectName: root.screen + ".page_on"
        visible: root.paged
        anchors.right: parent.right
        width: root.key
        height: Theme.touch
        size: Theme.small
        can: root.paged && root.page < root.pages - 1
        label: Texts.book["grid.page_on"]
        onTouched: root.turned(1)
    }
}
