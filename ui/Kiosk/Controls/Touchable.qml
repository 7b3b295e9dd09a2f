pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Whatever can be touched: shows it at once when pressed, acts when the finger is lifted inside.
Item {
    id: root

    required property string label
    property bool can: true
    property int role: Accessible.Button
    property bool ticked: false
    readonly property bool down: root.can && tap.pressed
    readonly property bool keyable: root.can // KeypadScope finds it

    signal touched

    Accessible.role: root.role
    Accessible.name: root.label
    Accessible.focusable: root.can
    Accessible.checkable: root.role === Accessible.CheckBox || root.role === Accessible.RadioButton
    Accessible.checked: root.ticked
    Accessible.onPressAction: root.act()

    function act() {
        if (root.can)
            root.touched();
    }

    Keys.onReturnPressed: root.act()
    Keys.onEnterPressed: root.act()
    Keys.onSpacePressed: root.act()

    TapHandler {
        id: tap

        enabled: root.can
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 0
        onTapped: root.act()
    }
}
