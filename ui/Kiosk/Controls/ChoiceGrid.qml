pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Many names to pick from, as keys in columns; a page at a time when they are more than fit. `firstLabel`: a key before them, on
// every page, that leads elsewhere.
Item {
    id: root

    required property var names
    property var notes: []
    property string prefix: "choice"
    property var ids: root.names
    property int page: 0
    property string current: ""
    property string firstName: ""
    property string firstLabel: ""

    readonly property int rowGap: 16
    readonly property int keyHeight: Theme.portrait ? Math.max(Theme.touch, 92) : Theme.touch
    property real minimum: Math.round(Theme.body * 7.4) + 32 // least width of a key
    readonly property int ahead: root.firstLabel !== "" ? 1 : 0
    readonly property int columns: Math.max(2, Math.floor((root.width + 16) / (root.minimum + 16)))
    readonly property real keyWidth: (root.width - (root.columns - 1) * 16) / root.columns
    readonly property int rowsWithoutPaging: Math.floor((root.height + root.rowGap) / (root.keyHeight + root.rowGap))
    readonly property bool paged: root.names.length + root.ahead > root.rowsWithoutPaging * root.columns
    readonly property int rows: root.paged ? Math.floor((root.height - Theme.touch - 8) / (root.keyHeight + root.rowGap)) : root.rowsWithoutPaging
    readonly property int perPage: Math.max(1, root.rows * root.columns - root.ahead)
    readonly property int pages: Math.max(1, Math.ceil(root.names.length / root.perPage))
    readonly property int shownPage: Math.min(root.page, root.pages - 1)

    signal picked(int index)
    signal first

    onNamesChanged: root.page = 0

    Grid {
        columns: root.columns
        columnSpacing: 16
        rowSpacing: root.rowGap

        SideButton {
            objectName: root.firstName
            visible: root.ahead > 0
            label: root.firstLabel
            icon: "keyboard"
            ground: Theme.pale
            width: root.keyWidth
            height: root.keyHeight
            onTouched: root.first()
        }

        Repeater {
            model: Math.max(0, Math.min(root.perPage, root.names.length - root.shownPage * root.perPage))

            Touchable {
                id: key

                required property int index
                readonly property int place: root.shownPage * root.perPage + key.index
                readonly property string note: root.notes[key.place] ?? ""
                readonly property bool chosen: root.current !== "" && root.ids[key.place] === root.current

                objectName: root.prefix + "." + root.ids[key.place]
                label: Texts.onOneLine(root.names[key.place] ?? "") + (key.note !== "" ? " " + key.note : "")
                width: root.keyWidth
                height: root.keyHeight
                onTouched: root.picked(key.place)

                Rectangle {
                    anchors.fill: parent
                    anchors.topMargin: 3
                    radius: Theme.radiusKey
                    color: Theme.soft
                    visible: !Theme.contrast && !key.chosen
                }

                Rectangle {
                    anchors.fill: parent
                    anchors.bottomMargin: Theme.contrast || key.chosen ? 0 : 3
                    radius: Theme.radiusKey
                    color: key.down ? Theme.pressed : Theme.surface
                    border.width: key.chosen ? 4 : Theme.contrast ? 3 : 1
                    border.color: key.chosen || key.down ? Theme.blue : Theme.contrast ? Theme.edge : Theme.line
                }

                Column {
                    anchors.centerIn: parent
                    width: parent.width - 16

                    Paragraph {
                        width: parent.width
                        text: root.names[key.place] ?? ""
                        size: key.note !== "" ? natural.fitting : natural.advanceWidth > (parent.width - 8) * (natural.broken ? 1 : 1.9) ? Theme.small : Theme.body
                        leading: 1.2
                        horizontalAlignment: Text.AlignHCenter

                        TextMetrics {
                            id: natural

                            readonly property var lines: (root.names[key.place] ?? "").split("\n")
                            readonly property bool broken: natural.lines.length > 1
                            readonly property int fitting: Math.max(24, Math.min(Theme.body, Math.floor(Theme.body * (key.width - 20) / Math.max(1, natural.advanceWidth)))) // beside a note there is one line

                            font.pixelSize: Theme.body
                            text: natural.lines.reduce((one, other) => one.length >= other.length ? one : other)
                        }
                    }

                    Words {
                        visible: key.note !== ""
                        anchors.horizontalCenter: parent.horizontalCenter
                        text: key.note
                        size: Math.max(24, Math.min(Theme.caption, 30, Math.floor(Theme.caption * (key.width - 20) / Math.max(1, noted.advanceWidth))))
                        leading: 1.2
                        color: Theme.ink2

                        TextMetrics {
                            id: noted

                            font.pixelSize: Theme.caption
                            text: key.note
                        }
                    }
                }

                FocusRing {
                    of: key
                    corner: Theme.radiusKey
                }
            }
        }
    }

    Row {
        visible: root.paged
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: 16

        SideButton {
            objectName: root.prefix + ".page_back"
            width: (root.width - 32) * 0.36
            height: Theme.touch
            can: root.paged && root.shownPage > 0
            label: Texts.book["grid.page_back"]
            onTouched: root.page = root.shownPage - 1
        }

        Words {
            width: (root.width - 32) * 0.28
            height: Theme.touch
            horizontalAlignment: Text.AlignHCenter
            text: Texts.fill(Texts.book[Theme.large ? "grid.page_short" : "grid.page"], {
                "n": root.shownPage + 1,
                "count": root.pages
            })
            size: Theme.small
            color: Theme.ink2
        }

        SideButton {
            objectName: root.prefix + ".page_on"
            width: (root.width - 32) * 0.36
            height: Theme.touch
            can: root.paged && root.shownPage < root.pages - 1
            label: Texts.book["grid.page_on"]
            onTouched: root.page = root.shownPage + 1
        }
    }
}
