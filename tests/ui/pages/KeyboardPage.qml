import QtQuick
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// A page with one field and the keyboard, as the tests of the keyboard want it.
Item {
    id: root

    property var view
    property string pad: "address"
    property string text: ""
    property string error: ""
    property int doneTimes: 0
    readonly property alias keyboard: keyboard

    objectName: "page.keyboard"
    width: Theme.stageWidth
    height: Theme.stageHeight

    Field {
        objectName: "page.field"
        x: Theme.margin
        y: Theme.portrait ? 820 : 176
        width: Theme.contentWidth
        label: "字段"
        pad: root.pad
        value: root.text
        error: root.error
        errorInside: !Theme.portrait
        composing: keyboard.composing
    }

    Keyboard {
        id: keyboard

        objectName: "page.pad"
        y: Theme.footerTop - height
        pad: root.pad
        value: root.text
        doneName: "page.done"
        doneLabel: "填好了"
        onTyped: text => root.text += text
        onErased: root.text = root.text.slice(0, -1)
        onCleared: root.text = ""
        onDone: root.doneTimes += 1
    }
}
