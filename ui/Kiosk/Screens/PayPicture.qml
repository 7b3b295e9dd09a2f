pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls

// The bank card's slot and pad: the card goes in, stays in, comes out.
DevicePicture {
    id: root

    required property string phase
    readonly property var acts: ({
            "saving": "empty",
            "insert": "insert",
            "pin": "press",
            "take_card": "take"
        })

    device: root.phase === "pin" ? "pin_pad" : "bank_card_reader"
    act: root.acts[root.phase] ?? "rest"
}
