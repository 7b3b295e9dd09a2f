pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Another field of the form, as it stands; a touch opens it.
Touchable {
    id: root

    required property string name
    required property string value
    property string pad: ""
    property bool wrong: false

    label: root.name + (root.value === "" ? "" : Theme.english ? ", " : "，") + field.shown
    implicitHeight: Math.max(Theme.touch, field.implicitHeight)

    Field {
        id: field

        width: root.width
        label: root.name
        value: root.value
        pad: root.pad
        active: false
        wrong: root.wrong
        ground: root.down ? Theme.pressed : Theme.surface
        size: Theme.body
    }

    FocusRing {
        of: root
    }
}
