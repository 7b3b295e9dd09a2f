pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What came of a try and what helps, in three lines at most, each with a drawing.
Sheet {
    id: root

    required property var view
    readonly property var lines: root.view.phase === "again" ? root.hints : root.view.phase === "failed" ? root.trouble : root.explained
    readonly property string cause: root.view.failure === "camera_covered" ? "camera_covered" : "camera"
    readonly property var trouble: [["warn", "face.trouble." + root.cause], [root.view.without === "overview" ? "violation" : "person-check", "face.trouble." + root.view.without]]
    readonly property var hints: root.view.decision === "unusable" ? [["redo", "face.help.slow"], ["person-check", "face.help.alone"], ["sun", "face.help.light"]] : [["glasses", "face.help.uncover"], ["sun", "face.help.light"], ["person-check", "face.help.alone"]]
    readonly property var explained: root.view.without === "window" ? [["warn", "face.explain.overview"], ["pin", "face.explain.window_then"], ["idcard", "face.explain.window_card"]] : root.view.without === "number" || root.view.without === "progress" ? [["warn", "face.explain.overview"], ["slip", "face.explain." + root.view.without + "_then"]] : root.view.without === "overview" ? [["warn", "face.explain.overview"], ["violation", "face.explain.overview_then"], ["pin", "face.explain.overview_window"]] : [["person-check", "face.explain.office"], ["headset", "face.explain.office_then"], ["pen", "face.explain.office_submit"]]

    implicitHeight: column.height + 112

    Column {
        id: column

        x: 48
        y: Math.max(40, (root.height - height) / 2)
        width: root.width - 96
        spacing: Theme.large ? 40 : 56

        Repeater {
            model: root.lines

            Item {
                id: line

                required property var modelData

                width: column.width
                height: Math.max(112, words.height)

                Rectangle {
                    anchors.verticalCenter: parent.verticalCenter
                    width: 112
                    height: 112
                    radius: 56
                    color: line.modelData[0] === "warn" && root.view.phase === "failed" ? Theme.redTint : Theme.faint
                    border.width: Theme.contrast ? 3 : 0
                    border.color: Theme.edge

                    Icon {
                        anchors.centerIn: parent
                        name: line.modelData[0]
                        size: 64
                        color: line.modelData[0] === "warn" && root.view.phase === "failed" ? Theme.red : Theme.blue
                        ground: parent.color
                    }
                }

                Paragraph {
                    id: words

                    anchors.verticalCenter: parent.verticalCenter
                    x: 152
                    width: parent.width - x
                    text: Texts.book[line.modelData[1]] ?? ""
                    size: Theme.sentence
                }
            }
        }
    }
}
