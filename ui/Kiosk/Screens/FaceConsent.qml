pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 人脸单独同意: four points in short words, the whole text one touch away, and three ways of which none costs anything.
StepPage {
    id: root

    required property var view
    readonly property bool reading: root.view.reading === true
    readonly property bool camera: root.view.camera !== false
    readonly property string without: root.view.without
    readonly property string said: Texts.has("face_consent.keep." + root.view.service) ? root.view.service : root.without // where nothing is lodged
    readonly property bool hasWithout: root.without !== "window" // there the counter is the only other way
    readonly property bool brief: Theme.large || !Theme.portrait // no room for whole sentences
    readonly property int sideHeight: Math.max(Theme.touch, 112)
    readonly property var points: [
        {
            "icon": "camera",
            "title": "how.title",
            "text": root.brief ? "face_consent.how.short" : "face_consent.how.text"
        },
        {
            "icon": "shield",
            "title": "what.title",
            "text": root.brief ? "face_consent.what.short" : "face_consent.what.text"
        },
        {
            "icon": "delete-clock",
            "title": "keep.title",
            "text": root.brief ? "face_consent.keep." + root.said + "_short" : "face_consent.keep." + root.said
        },
        {
            "icon": "person-check",
            "title": "other.title",
            "text": root.brief ? "face_consent.other." + root.said + "_short" : "face_consent.other." + root.said
        }
    ]

    question: Texts.book[!root.camera ? "face_consent.no_camera" : Theme.large ? "face_consent.question_short" : "face_consent.question"]
    about: Texts.book[!root.camera ? "face_consent.no_camera_about" : root.brief ? "face_consent.about_short" : "face_consent.about"]
    asideHeight: root.sheetHeight

    readonly property real sheetHeight: Theme.bodyBottom - Theme.button - Theme.gap - root.asideY - (root.reading ? 0 : 2 * root.sideHeight + 2 * Theme.gap)

    aside: Item {
        anchors.fill: parent

        Sheet {
            id: sheet

            visible: !root.reading
            width: parent.width
            height: Theme.portrait ? Math.min(parent.height, Theme.large ? 760 : 744) : parent.height

            Repeater {
                model: root.points

                Item {
                    id: point

                    required property int index
                    required property var modelData

                    x: 48
                    y: 24 + point.index * point.height
                    width: sheet.width - 96
                    height: (sheet.height - 48) / root.points.length

                    Rectangle {
                        visible: point.index > 0
                        width: parent.width
                        height: Theme.hairline
                        color: Theme.line
                    }

                    Rectangle {
                        id: disc

                        anchors.verticalCenter: parent.verticalCenter
                        width: 88
                        height: 88
                        radius: 44
                        color: Theme.faint
                        border.width: Theme.contrast ? 3 : 0
                        border.color: Theme.edge

                        Icon {
                            anchors.centerIn: parent
                            name: point.modelData.icon
                            ground: Theme.faint
                        }
                    }

                    Column {
                        x: 120
                        anchors.verticalCenter: parent.verticalCenter
                        width: parent.width - x

                        Words {
                            text: Texts.book["face_consent." + point.modelData.title]
                            size: Theme.sentence
                            strong: true
                            leading: 1.3
                        }

                        Paragraph {
                            width: parent.width
                            text: Texts.book[point.modelData.text]
                            size: Theme.large ? 38 : Theme.english ? Theme.small : Theme.body
                            color: Theme.ink2
                            leading: 1.3
                        }
                    }
                }
            }
        }

        Loader {
            active: root.reading
            anchors.fill: parent
            sourceComponent: TextSheet {
                name: "face_consent.text"
                title: root.view.notice.title[Flow.language]
                text: root.view.notice.text[Flow.language].trim()
            }
        }
    }

    Column {
        parent: root
        visible: !root.reading
        x: root.workX
        y: Theme.bodyBottom - Theme.button - height - Theme.gap
        width: root.workWidth
        spacing: Theme.gap

        SideButton {
            objectName: "face_consent.read"
            width: parent.width
            height: root.sideHeight
            icon: "slip"
            ground: Theme.faint
            can: !root.reading
            label: Texts.book[Theme.large ? "face_consent.whole_short" : "face_consent.whole"]
            onTouched: Flow.send("read")
        }

        Row {
            width: parent.width
            spacing: Theme.gap

            SideButton {
                objectName: "face_consent.without_face"
                visible: root.hasWithout
                width: (parent.width - Theme.gap) / 2
                height: root.sideHeight
                can: root.hasWithout && !root.reading
                label: Texts.book["face_consent.without." + root.without] ?? ""
                onTouched: Flow.send("without_face")
            }

            SideButton {
                objectName: "face_consent.window"
                width: root.hasWithout ? (parent.width - Theme.gap) / 2 : parent.width
                height: root.sideHeight
                can: !root.reading
                label: Texts.book["face_consent.window"]
                onTouched: Flow.send("window")
            }
        }
    }

    actions: Item {
        anchors.fill: parent

        MainButton {
            objectName: "face_consent.agree"
            visible: !root.reading
            can: root.camera && !root.reading
            width: parent.width
            label: Texts.book["face_consent.agree"]
            onTouched: Flow.send("agree")
        }

        SideButton {
            objectName: "face_consent.close"
            visible: root.reading
            can: root.reading
            width: parent.width
            label: Texts.book["face_consent.back_to_points"]
            onTouched: Flow.send("close")
        }
    }
}
