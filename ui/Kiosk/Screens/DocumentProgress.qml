pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Which papers are there and which are missing, in a line each; below a poor picture what is wrong with it.
Column {
    id: root

    required property var view
    required property var names
    property bool doubtful: false

    spacing: 16

    Repeater {
        model: root.doubtful ? root.view.doubts.slice(0, 3) : []

        IconLine {
            required property string modelData

            width: root.width
            icon: "warn"
            color: Theme.red
            text: Texts.book["documents.doubt." + modelData]
        }
    }

    Repeater {
        model: root.doubtful ? [] : root.view.papers.slice(0, 4)

        IconLine {
            required property int index
            required property var modelData
            readonly property bool judged: modelData.kind === root.view.paper && root.view.phase === "taken"
            readonly property bool current: modelData.kind === root.view.paper && !judged
            readonly property string standing: judged || modelData.taken && !current ? "done" : current ? "now" : modelData.required ? "missing" : "optional"

            width: root.width
            icon: standing === "done" ? "check" : current ? "document-camera" : "clock"
            color: standing === "done" ? Theme.blue : current ? Theme.amber : Theme.edge
            strong: current
            size: Theme.small
            text: Texts.fill(Texts.book["documents.standing"], {
                "paper": root.names[index],
                "standing": Texts.book["documents." + standing]
            })
        }
    }
}
