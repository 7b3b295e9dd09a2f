pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What is on every page: who, which service, how far; and the way back.
SheetPage {
    id: root

    readonly property var stations: ["station.read", "station.licence", "station.notices", "station.address", "station.confirm", "station.face", "station.done"]

    name: "frame"
    footHeight: Theme.footer

    Section {
        width: root.sectionWidth
        name: "header"

        Repeater {
            model: [["driver_licence_reissue_loss", 3], ["", -1]]

            Item {
                id: place

                required property var modelData
                readonly property real fit: root.sectionWidth / Theme.stageWidth

                width: root.sectionWidth
                height: Theme.header * place.fit

                Header {
                    scale: place.fit
                    transformOrigin: Item.TopLeft
                    service: place.modelData[0]
                    person: place.modelData[0] === "" ? "" : Texts.book["gallery.sample.person"]
                    stations: place.modelData[0] === "" ? [] : root.stations
                    station: place.modelData[1]
                }
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "mark"

        Mark {
            size: 112
        }

        Rectangle {
            width: 112
            height: 112
            color: Theme.deep

            Mark {
                anchors.centerIn: parent
                dark: true
                size: 88
            }
        }

        Item {
            width: sample.width
            height: 112

            SampleMark {
                id: sample

                x: 0
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }

    Section {
        width: root.sectionWidth
        name: "line"

        Repeater {
            model: [3, 4, 5, 6, 7]

            Item {
                id: line

                required property int modelData
                required property int index

                width: root.sectionWidth
                height: Theme.large ? 48 : 96

                StationLine {
                    width: parent.width
                    stations: root.stations.slice(0, line.modelData - 1).concat("station.done")
                    station: line.index === 4 ? 6 : line.index
                }
            }
        }
    }

    foot: Footer {
        y: 0
    }
}
