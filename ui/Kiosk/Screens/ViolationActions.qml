pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// Take the list along, or be done.
Row {
    id: root

    required property var view
    readonly property string slip: root.view.slip
    readonly property var words: ({
            "none": "print",
            "not_delivered": "print_again",
            "printing": "printing",
            "delivered": "printed",
            "unknown": "print_unknown"
        })

    height: Theme.button
    spacing: Theme.gap

    SideButton {
        objectName: "violations.print"
        width: Theme.large ? 360 : 304
        height: Theme.button
        icon: root.slip === "delivered" ? "check" : "slip"
        can: root.slip === "none" || root.slip === "not_delivered"
        label: Texts.book["violations." + root.words[root.slip]]
        onTouched: Flow.send("print")
    }

    MainButton {
        objectName: "violations.finish"
        width: root.width - (Theme.large ? 360 : 304) - Theme.gap
        can: root.slip !== "printing"
        label: Texts.book[root.slip === "delivered" ? "violations.finish_taking" : "violations.finish"]
        onTouched: Flow.send("finish")
    }
}
