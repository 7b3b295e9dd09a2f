pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Theme

// Really end?
DialogSheet {
    id: root

    readonly property string means: {
        if (Flow.screen === "submitted" && Flow.view.number !== "")
            return "end.means_kept";
        if (Flow.screen === "pay" && Flow.view.phase === "unknown")
            return "end.means_unclear";
        return Flow.screen === "pay" ? "end.means_uncharged" : "end.means";
    }

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
        text: Texts.fill(Texts.book[root.means], {
            "clue": Flow.view.clue ?? ""
        })
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
