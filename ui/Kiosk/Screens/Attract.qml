pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Maintenance
import Kiosk.Theme

// 待机: nobody is here. The first touch only wakes.
Item {
    id: root

    required property var view
    readonly property bool tall: Theme.portrait

    Rectangle {
        anchors.fill: parent
        color: Theme.deep
    }

    Art {
        visible: !Theme.contrast
        anchors.centerIn: parent
        name: "contours-attract"
        width: 1080
        height: 1920
        rotation: root.tall ? 0 : -90
    }

    Row {
        x: Theme.margin
        y: 72
        spacing: 24

        Mark {
            dark: true
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: Texts.book["attract.owner"]
            size: Theme.name
            strong: true
            color: Theme.deepText
        }
    }

    Item {
        id: title

        x: Theme.margin
        y: root.tall ? 276 : 132
        width: 936
        height: 300

        Words {
            id: numeral

            x: -14
            text: "24"
            size: Theme.numeral
            strong: true
            leading: 1
            font.letterSpacing: -8
            color: Theme.deepText
        }

        Words {
            anchors.left: numeral.right
            anchors.leftMargin: 24
            anchors.baseline: numeral.baseline
            text: Texts.book["attract.hours"]
            size: Theme.hours
            strong: true
            color: Theme.deepText
        }
    }

    Column {
        x: Theme.margin
        y: root.tall ? 736 : 512
        spacing: 24

        Words {
            text: Texts.book["attract.title"]
            size: Theme.title
            strong: true
            leading: 1.27
            color: Theme.deepText
        }

        Words {
            text: Texts.book["attract.services"]
            size: Theme.lead
            leading: 1.5
            color: Theme.deepText3
        }
    }

    Item {
        id: point

        x: root.tall ? 380 : 1160
        y: root.tall ? 1160 : 380
        width: 320
        height: 320

        Repeater {
            model: [
                {
                    "r": 146,
                    "w": 3,
                    "o": 0.4
                },
                {
                    "r": 108,
                    "w": 4,
                    "o": 0.7
                },
                {
                    "r": 72,
                    "w": 6,
                    "o": 1
                }
            ]

            Rectangle {
                required property var modelData

                anchors.centerIn: parent
                width: 2 * modelData.r
                height: width
                radius: modelData.r
                color: "transparent"
                border.width: modelData.w
                border.color: Theme.glow
                opacity: modelData.o
            }
        }

        Rectangle {
            anchors.centerIn: parent
            width: 72
            height: 72
            radius: 36
            color: Theme.glow
        }
    }

    Column {
        anchors.horizontalCenter: point.horizontalCenter
        y: root.tall ? 1516 : 740
        spacing: 8

        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: Texts.book["attract.touch"]
            size: Theme.call
            strong: true
            color: Theme.deepText
        }

        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: Texts.book["attract.touch_other"]
            size: Theme.body
            color: Theme.deepText3
        }
    }

    Words {
        id: camera

        x: Theme.margin
        y: root.tall ? 1752 : 940
        text: Texts.book["attract.camera"]
        size: Theme.smallest
        color: Theme.deepText3
    }

    Words {
        x: Theme.margin
        y: root.tall ? 1800 : 984
        text: Texts.fill(Texts.book["date.today"], {
            "month": Surroundings.month,
            "day": Surroundings.day,
            "month_name": Texts.book["date.month." + Surroundings.month],
            "weekday": Texts.book["date.weekday." + Surroundings.weekday]
        })
        size: Theme.body
        color: Theme.deepText3
    }

    Words {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: root.tall ? 1800 : 984
        text: Surroundings.timeOfDay
        size: Theme.body
        strong: true
        color: Theme.deepText
    }

    Touchable {
        objectName: "attract.wake"
        anchors.fill: parent
        label: Texts.book["attract.touch"]
        onTouched: Flow.send("wake")
    }

    HoldCorner {
        action: "wake"
    }
}
