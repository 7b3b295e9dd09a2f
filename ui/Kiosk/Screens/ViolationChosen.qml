pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// What is chosen comes to this; then settle it. Where nothing can be chosen there is only the way out.
Item {
    id: root

    required property var view
    required property ViolationWords say
    readonly property var choosing: root.view.choosing
    readonly property bool some: root.choosing.chosen.length > 0
    readonly property real key: Theme.portrait ? (Theme.large ? 456 : 432) : Math.min(root.width * 0.5, 456)

    height: Theme.button

    Column {
        anchors.verticalCenter: parent.verticalCenter
        visible: root.choosing.any
        width: root.width - root.key - Theme.gap
        spacing: 0

        Words {
            width: parent.width
            text: root.some ? Texts.fill(Texts.book["violation_choice.taken"], {
                "count": root.choosing.chosen.length,
                "yuan": root.say.yuan(root.choosing.fine_fen),
                "points": root.choosing.points
            }) : Texts.book["violation_choice.taken_none"]
            size: Theme.body
            strong: true
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.caption
            leading: 1.4
        }

        Words {
            visible: root.some
            width: parent.width
            text: Texts.fill(Texts.book["violation_choice.cycle"], {
                "before": root.choosing.points_before,
                "after": root.choosing.points_after
            })
            size: Theme.small
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.caption
            color: Theme.ink2
            leading: 1.4
        }
    }

    MainButton {
        objectName: "violations.next"
        visible: root.choosing.any
        x: root.width - width
        width: root.key
        can: root.choosing.any && root.choosing.complete
        label: Texts.book["violation_choice.next"]
        onTouched: Flow.send("next")
    }

    MainButton {
        objectName: "violations.finish"
        visible: !root.choosing.any
        can: !root.choosing.any
        width: root.width
        label: Texts.book["violations.finish"]
        onTouched: Flow.send("finish")
    }
}
