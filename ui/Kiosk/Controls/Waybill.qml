pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Theme

// The label of the letter, filled in while one answers; its address is broken as on paper. Only to be looked at.
Item {
    id: root

    required property string recipient
    required property string phone
    required property var lines
    property string note: ""
    property string heading: Texts.book["address.waybill"]
    property var places: [] // district and street, spelled out for who cannot read them
    readonly property string aside: Theme.english && root.places.length > 0 ? root.places.map(name => Spelling.of(name)).filter(name => name !== "").join(", ") : root.note
    property bool open: false // something is still to come: a dotted line says where
    property int least: 1 // lines kept free, so that nothing moves while one types
    property int size: Theme.body
    property real room: 2 * Theme.stageHeight // for its height: what is too long for it grows smaller, then shows its end only, where one writes

    // the address
    readonly property real roomForLines: root.room - 48 - title.height - who.height - 2 * column.spacing
    readonly property int smallest: Theme.large ? 32 : 24
    readonly property int most: Math.max(1, Math.floor(root.roomForLines / Math.ceil(root.smallest * 1.48)))
    readonly property var end: root.lines.length <= root.most ? root.lines : ["…" + root.lines[root.lines.length - root.most]].concat(root.lines.slice(root.lines.length - root.most + 1))
    readonly property int shown: Math.max(root.least, root.end.length)
    readonly property int pitch: Math.min(Math.ceil(root.size * 1.48), Math.floor(root.roomForLines / root.shown))
    readonly property int high: Math.min(root.size, Math.floor(root.pitch / 1.48))
    readonly property string longest: root.end.reduce((one, other) => root.measure(one) >= root.measure(other) ? one : other, "")
    readonly property int fitting: Math.max(24, Math.min(root.high, Math.floor(root.high * column.width / Math.max(1, natural.advanceWidth + 8))))

    implicitHeight: column.height + 48

    function measure(text: string): int {
        return Array.from(text).reduce((sum, character) => sum + (character.charCodeAt(0) < 128 ? 58 : 100), 0);
    }

    TextMetrics {
        id: natural

        font.pixelSize: root.high
        text: root.longest
    }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.surface
        border.width: Theme.border
        border.color: Theme.mid
    }

    Rectangle {
        width: 16
        height: parent.height
        radius: 8
        color: Theme.blue
    }

    Column {
        id: column

        x: 48
        y: 24
        width: root.width - 88
        spacing: 8

        Item {
            width: parent.width
            height: title.height

            Words {
                id: title

                text: root.heading
                size: Theme.small
                strong: true
                color: Theme.blue
            }

            Words {
                anchors.right: parent.right
                height: title.height
                visible: root.aside !== "" && title.implicitWidth + implicitWidth + 32 < parent.width
                text: root.aside
                size: Math.max(24, Math.min(Theme.caption, Math.floor(Theme.caption * (parent.width - title.implicitWidth - 40) / Math.max(1, besides.advanceWidth))))
                color: Theme.ink2

                TextMetrics {
                    id: besides

                    font.pixelSize: Theme.caption
                    text: root.aside
                }
            }
        }

        Words {
            id: who

            text: root.recipient + (root.phone !== "" ? "　" + Texts.phone(root.phone) : "")
            size: root.size
        }

        Item {
            width: parent.width
            height: root.shown * root.pitch

            Repeater {
                model: root.end

                Words {
                    required property int index
                    required property string modelData

                    y: index * root.pitch
                    height: root.pitch
                    text: modelData
                    size: root.fitting
                }
            }

            Row {
                id: toCome

                readonly property int line: Math.min(root.shown - 1, root.end.length)

                x: toCome.line < root.end.length ? last.advanceWidth + 12 : 0
                y: toCome.line * root.pitch + Math.round(root.pitch * 0.78)
                visible: root.open
                spacing: 8

                TextMetrics {
                    id: last

                    font.pixelSize: root.fitting
                    text: root.end[root.end.length - 1] ?? ""
                }

                Repeater {
                    model: Math.max(0, Math.floor((Math.min(column.width, 720) - toCome.x) / 16))

                    Rectangle {
                        width: 8
                        height: 2
                        color: Theme.mid
                    }
                }
            }
        }
    }
}
