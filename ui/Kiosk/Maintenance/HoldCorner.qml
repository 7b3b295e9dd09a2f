pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Theme

// The hidden corner: held for some seconds it asks for the maintenance mode; a short touch is what it is elsewhere on the screen.
Item {
    id: root

    property string action: "" // what a short touch does

    objectName: "maintenance.corner"
    width: 160
    height: 160

    TapHandler {
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: Theme.holdTime / 1000
        onTapped: {
            if (root.action !== "")
                Flow.send(root.action);
        }
        onLongPressed: Flow.send("corner_held")
    }
}
