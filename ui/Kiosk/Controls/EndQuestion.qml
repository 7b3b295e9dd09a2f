pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Theme

// Really end?
DialogSheet {
    id: root

    Paragraph {
        width: parent.width
        text: Texts.book["end.question"]
        size: Theme.question
        strong: true
        leading: 1.3
        horizontalAlignment: Text.AlignHCenter
    }

    Paragraph {
        width: parent.width
        text: Texts.book[Flow.screen === "submitted" && Flow.view.number !== "" ? "end.means_kept" : "end.means"]
        color: Theme.ink2
        horizontalAlignment: Text.AlignHCenter
    }

    MainButton {
        objectName: "end.cancel"
        width: parent.width
        height: 168
        size: Theme.question
        label: Texts.book["end.cancel"]
        onTouched: Flow.send("end_cancelled")
    }

    SideButton {
        objectName: "end.confirm"
        width: parent.width
        label: Texts.book["end.confirm"]
        onTouched: Flow.send("end_confirmed")
    }
}
