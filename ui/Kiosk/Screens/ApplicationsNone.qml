pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// Nothing was lodged: said calmly, and where else to ask.
StepPage {
    id: root

    required property var view

    question: Texts.book["applications.none"]
    about: Texts.book["applications.none_about"]
    asideHeight: Theme.large ? 400 : 480

    aside: Sheet {
        width: parent.width
        height: Theme.portrait ? root.asideHeight : parent.height

        Emblem {
            anchors.centerIn: parent
            width: 208
            icon: "person-check"
        }
    }

    Column {
        width: root.bodyWidth
        spacing: 24

        IconLine {
            width: parent.width
            icon: "clock"
            text: Texts.book["applications.none_yet"]
        }

        IconLine {
            width: parent.width
            icon: "phone"
            text: Texts.book["applications.none_hotline"]
        }
    }

    actions: MainButton {
        objectName: "applications.finish"
        width: parent.width
        label: Texts.book["applications.finish"]
        onTouched: Flow.send("finish")
    }
}
