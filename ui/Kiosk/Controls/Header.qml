pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Which service, whose visit, how far.
Rectangle {
    id: root

    required property string service
    required property string person
    required property var stations
    required property int station
    readonly property bool hasLine: root.stations.length > 1
    readonly property string title: root.service === "" ? Texts.book["header.area"] : Texts.onOneLine(Texts.book["service." + root.service + ".title"] ?? Texts.book["service." + root.service + ".name"] ?? "")

    width: Theme.stageWidth
    height: Theme.header
    color: Theme.surface

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.hairline
        color: Theme.line
    }

    Mark {
        x: Theme.margin
        y: Theme.portrait ? 36 : 28
    }

    Words {
        x: Theme.margin + 96
        y: Theme.portrait ? 32 : 24
        visible: !Theme.large && root.service !== ""
        text: Texts.book["header.area"]
        size: Theme.smallest
        leading: 1.33
        color: Theme.ink2
    }

    Words {
        id: name

        readonly property int wanted: Theme.name
        readonly property real room: Theme.portrait ? (root.person === "" ? 840 : 840 - owner.width - 32) : root.hasLine ? 496 : 1200

        x: Theme.margin + 96
        y: (Theme.portrait ? -8 : -16) + (Theme.large || root.service === "" ? 46 : 64)
        height: 64
        leading: 1.3
        text: root.title
        size: Math.max(Theme.smallest, Math.min(name.wanted, Math.floor(name.wanted * name.room / Math.max(1, natural.advanceWidth))))
        strong: true

        TextMetrics {
            id: natural

            font.pixelSize: name.wanted
            font.bold: true
            text: root.title
        }
    }

    Row {
        id: owner

        visible: root.person !== "" && (Theme.portrait || !root.hasLine)
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: Theme.portrait ? 40 : 32
        height: 64
        spacing: 12

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "person-check"
            size: 40
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: root.person
            size: Theme.small
            color: Theme.ink2
        }
    }

    StationLine {
        visible: root.hasLine
        x: Theme.portrait ? 72 : 720
        y: Theme.portrait ? (Theme.large ? 128 : 138) : 24
        width: Theme.portrait ? 936 : 1104
        stations: root.stations
        station: root.station
    }

    Words {
        visible: root.hasLine && Theme.large
        x: Theme.portrait ? 72 : 720 + 22
        y: Theme.portrait ? 172 : 70
        text: visible ? Texts.fill(Texts.book["header.progress"], {
            "n": root.station + 1,
            "count": root.stations.length,
            "name": Texts.book[root.stations[root.station]]
        }) : ""
        size: 34
        strong: true
        color: Theme.blue
    }
}
