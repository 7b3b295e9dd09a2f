pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// What the register says of a licence or a vehicle, masked; or that it is being asked; or that it cannot be asked now.
Rectangle {
    id: root

    required property string card // "driver_licence", "vehicle_licence"
    property var facts: null // [{key, value, value_key, plate}]; null: not known
    property string asking: "" // what is waited for; empty when nothing is
    property string missing: "" // why nothing is known
    property string missingMeans: ""
    property bool fills: false // takes the height that it is given
    default property alias notes: notes.data
    readonly property string sought: root.card === "driver_licence" ? ".classes" : ".plate" // what people look for on it
    readonly property bool waits: root.asking !== ""
    readonly property bool known: Boolean(root.facts) && !root.waits
    readonly property real labelWidth: {
        let widest = 0;
        for (const fact of root.known ? root.facts : [])
            widest = Math.max(widest, letters.advanceWidth(Texts.book[fact.key] ?? ""));
        return Math.max(Math.round(136 * (Theme.large ? 1.2 : 1)), Math.ceil(widest)) + 40;
    }
    readonly property real wanted: root.waits ? 520 : content.height + 64

    implicitHeight: root.wanted
    radius: Theme.radiusSheet
    color: Theme.faint
    border.width: Theme.border
    border.color: Theme.mid

    FontMetrics {
        id: letters

        font.pixelSize: Math.min(Theme.small, 34)
    }

    Column {
        id: content

        x: 48
        y: root.waits ? Math.max(32, (root.height - content.height) / 2 - 40) : root.fills && !Theme.large ? 64 : 32
        width: root.width - 96
        spacing: Theme.large ? 4 : 8

        IconLine {
            width: parent.width
            icon: root.known || root.waits ? root.card === "vehicle_licence" ? "car" : "licence" : "mail"
            iconSize: 56
            size: root.known || root.waits ? Theme.small : Theme.body
            strong: true
            ground: Theme.faint
            text: root.known || root.waits ? Texts.book["register_card." + root.card] ?? "" : root.missing
            more: root.known || root.waits ? "" : root.missingMeans
        }

        Item {
            width: 1
            height: 8
            visible: root.known
        }

        Repeater {
            model: root.known ? root.facts : []

            Item {
                id: row

                required property var modelData
                readonly property var plate: row.modelData.plate ?? null

                width: content.width
                height: Math.round(Theme.body * 1.5)

                Words {
                    height: parent.height
                    text: Texts.book[row.modelData.key] ?? ""
                    size: Math.min(Theme.small, 34)
                    color: Theme.ink2
                }

                Words {
                    x: root.labelWidth
                    width: parent.width - x
                    height: parent.height
                    visible: row.plate === null
                    fontSizeMode: Text.HorizontalFit // a masked number may be wider than others
                    minimumPixelSize: Theme.large ? 32 : 24
                    text: Texts.fact(row.modelData)
                    strong: row.modelData.key.endsWith(root.sought)
                }

                Loader {
                    x: root.labelWidth
                    anchors.verticalCenter: parent.verticalCenter
                    active: row.plate !== null
                    sourceComponent: PlateBadge {
                        plate: row.plate ? row.plate.number : ""
                        kind: row.plate ? row.plate.kind : ""
                        size: Theme.small
                    }
                }
            }
        }
    }

    WaitingDots {
        visible: root.waits
        anchors.horizontalCenter: parent.horizontalCenter
        y: content.y + content.height + 48
        text: root.asking
    }

    Column {
        id: notes

        x: 48
        y: root.height - height - 40
        width: root.width - 96
        spacing: 16
        visible: root.fills && !root.waits
        opacity: notes.y >= content.y + content.height + 24 ? 1 : 0 // shown where there is room for them
    }
}
