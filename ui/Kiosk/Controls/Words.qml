pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Text in one of the sizes of the scale; every text of the screens is one of these.
Text {
    id: root

    property int size: Theme.body
    property bool strong: false
    property real leading: Theme.leadingBody
    readonly property int side: root.horizontalAlignment // as a number, which Python can read

    font.pixelSize: root.size
    font.bold: root.strong
    color: Theme.ink
    lineHeightMode: Text.FixedHeight
    lineHeight: Math.round(root.size * root.leading)
    renderType: Text.QtRendering
    textFormat: Text.PlainText
    wrapMode: Text.NoWrap
    verticalAlignment: Text.AlignVCenter
    Accessible.role: Accessible.StaticText
    Accessible.name: root.text
}
