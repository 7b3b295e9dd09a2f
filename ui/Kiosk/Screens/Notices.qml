pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 告知与同意: one notice after the other, each agreed to by itself.
StepPage {
    id: root

    required property var view
    readonly property int open: Math.max(0, Math.min(root.view.open, root.view.notices.length - 1))
    readonly property var notice: root.view.notices[root.open]
    readonly property string language: Flow.language
    readonly property int agreed: root.view.notices.filter(entry => entry.agreed).length

    question: Texts.book[root.view.all_agreed ? "notices.all_agreed" : "notices.question"]
    about: Texts.fill(Texts.book["notices.about"], {
        "count": root.view.notices.length,
        "agreed": root.agreed
    })
    readonly property bool compact: Theme.portrait || Theme.large
    readonly property real tabsTop: Theme.bodyBottom - Theme.button - tabs.height - Theme.gap

    asideHeight: root.tabsTop - Theme.gap - root.asideY

    aside: TextSheet {
        name: "notices.text"
        width: parent.width
        height: parent.height
        title: root.notice.title[root.language]
        text: root.notice.text[root.language].trim()
    }

    Grid {
        id: tabs

        parent: root
        x: root.workX
        y: root.tabsTop
        width: root.workWidth
        columns: root.compact ? root.view.notices.length : 1
        spacing: 16

        Repeater {
            model: root.view.notices

            Touchable {
                id: tab

                required property int index
                required property var modelData
                readonly property bool current: tab.index === root.open

                objectName: "notices.open." + tab.index
                label: tab.modelData.title[root.language]
                ticked: tab.modelData.agreed
                role: Accessible.CheckBox
                width: root.compact ? (tabs.width - 16 * (root.view.notices.length - 1)) / root.view.notices.length : tabs.width
                height: Math.max(Theme.touch, root.compact ? 96 : 88)
                onTouched: Flow.send("open", {
                    "index": tab.index
                })

                Rectangle {
                    anchors.fill: parent
                    radius: Theme.radius
                    color: tab.down ? Theme.pressed : tab.current ? Theme.pale : Theme.surface
                    border.width: tab.current ? 4 : Theme.border
                    border.color: tab.current ? Theme.blue : Theme.edge
                }

                Row {
                    anchors.verticalCenter: parent.verticalCenter
                    x: root.compact ? (parent.width - width) / 2 : 24
                    spacing: 16

                    Words {
                        anchors.verticalCenter: parent.verticalCenter
                        text: tab.index + 1
                        size: Theme.lead
                        strong: true
                        color: Theme.blue
                        Accessible.ignored: true
                    }

                    Words {
                        anchors.verticalCenter: parent.verticalCenter
                        visible: !root.compact
                        text: tab.label
                        size: Math.min(Theme.body, Math.floor(Theme.body * (tabs.width - 180) / Math.max(1, natural.advanceWidth)))
                        Accessible.ignored: true

                        TextMetrics {
                            id: natural

                            font.pixelSize: Theme.body
                            text: tab.label
                        }
                    }

                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        visible: root.compact && tab.modelData.agreed
                        name: "check"
                        size: 48
                        ground: tab.current ? Theme.pale : Theme.surface
                    }
                }

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    x: parent.width - 72
                    visible: !root.compact && tab.modelData.agreed
                    name: "check"
                    size: 48
                    ground: tab.current ? Theme.pale : Theme.surface
                }

                FocusRing {
                    of: tab
                }
            }
        }
    }

    actions: Item {
        anchors.fill: parent

        MainButton {
            objectName: "notices.agree"
            visible: !root.view.all_agreed
            can: !root.view.all_agreed && !root.notice.agreed
            width: parent.width
            label: Texts.book[root.notice.agreed ? "notices.agreed" : root.agreed + 1 < root.view.notices.length ? "notices.agree" : "notices.agree_last"]
            onTouched: Flow.send("agree", {
                "id": root.notice.id
            })
        }

        MainButton {
            objectName: "notices.next"
            visible: root.view.all_agreed
            can: root.view.all_agreed
            width: parent.width
            label: Texts.book["notices.next"]
            onTouched: Flow.send("next")
        }
    }
}
