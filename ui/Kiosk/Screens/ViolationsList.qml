pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The list: the selected violation with its pictures, filters, rows a page at a time, what it comes to.
StepPage {
    id: root

    required property var view
    readonly property bool low: Theme.reachable && !Theme.portrait // everything within half of the height
    readonly property bool roomy: !Theme.large && !root.low // else the pictures are on the whole screen only
    readonly property var row: root.view.rows.find(row => row.id === root.view.selected) ?? null
    readonly property var vehicle: root.view.vehicles.find(vehicle => vehicle.plate === root.view.filter) ?? null
    readonly property bool licenceChosen: root.view.filter === "licence"
    readonly property bool licenceShown: root.licenceChosen && root.row === null
    readonly property var choosing: root.view.choosing ?? null // rows are taken here, not only looked at
    readonly property int takes: root.choosing ? Math.max(Theme.touch, 104) + root.gap : 0
    property int page: 0

    readonly property int gap: 16
    readonly property int least: Theme.large ? 176 : 100
    readonly property int columns: Theme.portrait || root.roomy ? 1 : 2
    readonly property real filtersY: !Theme.portrait ? root.reachY : root.roomy ? sheet.height + root.gap : Math.max(root.reachY, 88)
    readonly property real rowsY: root.filtersY + Theme.touch + root.gap
    readonly property real rowsHeight: root.bodyHeight - root.rowsY - (Theme.portrait ? Theme.touch + root.gap : 0)
    readonly property int perColumn: Math.max(1, Math.floor((root.rowsHeight + root.gap) / (root.least + root.gap)))
    readonly property int perPage: root.perColumn * root.columns
    readonly property int pages: Math.max(1, Math.ceil(root.view.rows.length / root.perPage))
    readonly property int shownPage: Math.min(root.page, root.pages - 1)
    readonly property real rowWidth: Theme.portrait ? root.bodyWidth : root.roomy ? Theme.paneWidth : (root.bodyWidth - root.gap) / 2
    readonly property real rowHeight: Math.min(Theme.large ? 248 : 132, (root.rowsHeight - (root.perColumn - 1) * root.gap) / root.perColumn)
    readonly property string filter: root.view.filter ?? ""

    // where the selected one stands: also when somebody comes back from its whole screen
    function follow() {
        const place = root.view.rows.findIndex(row => row.id === root.view.selected);
        root.page = Math.max(0, Math.floor(place / root.perPage));
    }

    // What is shown large is always one of the page.
    function turn(step: int) {
        root.page = root.shownPage + step;
        if (root.roomy)
            Flow.send("select", {
                "id": root.view.rows[root.page * root.perPage].id
            });
    }

    readonly property string selected: root.view.selected ?? ""

    onFilterChanged: root.follow()
    onSelectedChanged: root.follow()
    onPerPageChanged: root.follow()
    Component.onCompleted: root.follow()

    split: Theme.portrait
    question: root.choosing ? Texts.book[root.choosing.any ? "violation_choice.question" : "violation_choice.none_open"] : say.question()
    about: root.choosing ? Texts.book["violation_choice." + (!root.choosing.any ? "none_open_about" : Theme.large ? "about_short" : "about")] : root.vehicle ? say.vehicleFacts(root.vehicle) : root.licenceChosen && root.view.licence && !root.licenceShown ? say.licenceFacts(root.view.licence) : root.troubled ? Texts.book[root.view.slip === "unknown" ? "violations.maybe_printed" : "violations.not_printed"] : Texts.book[root.view.handling_offered ? "violations.note_here" : "violations.note"]
    readonly property bool troubled: root.view.slip === "not_delivered" || root.view.slip === "unknown"

    ViolationWords {
        id: say

        view: root.view
    }

    Item {
        id: body

        width: root.bodyWidth
        height: root.bodyHeight

        Item {
            id: sheet

            visible: root.roomy
            y: Theme.portrait ? 0 : root.rowsY
            width: Theme.portrait ? root.bodyWidth : Theme.asideWidth
            height: Theme.portrait ? Math.max(420, root.reachY + Theme.touch + 20) : Theme.bodyBottom - root.bodyY - y

            Loader {
                anchors.fill: parent
                active: root.roomy && root.row !== null
                sourceComponent: ViolationEvidence {
                    view: root.view
                    row: root.row ?? root.nothing
                    say: say
                }
            }

            Loader {
                anchors.fill: parent
                active: root.roomy && root.row === null
                sourceComponent: root.licenceChosen ? licenceSheet : emptySheet
            }
        }

        Words {
            visible: !root.roomy && Theme.portrait && root.view.rows.length > 0
            y: Math.max(0, root.filtersY - 16 - height)
            width: root.bodyWidth
            text: say.total()
            size: Theme.lead
            strong: true
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 32
        }

        ViolationFilters {
            y: root.filtersY
            width: Theme.portrait ? root.bodyWidth : root.bodyWidth - Theme.paneWidth - 72
            view: root.view
        }

        Pager {
            screen: "violations"
            x: Theme.portrait ? 0 : root.bodyWidth - width
            y: Theme.portrait ? root.bodyHeight - Theme.touch : root.filtersY
            width: Theme.portrait ? root.bodyWidth : Theme.paneWidth
            page: root.shownPage
            pages: root.pages
            total: root.view.rows.length === 0 || (!root.roomy && Theme.portrait) ? "" : say.total()
            onTurned: step => root.turn(step)
        }

        Grid {
            x: !Theme.portrait && root.roomy ? root.bodyWidth - root.rowWidth : 0
            y: root.rowsY
            columns: root.columns
            spacing: root.gap

            Repeater {
                model: Math.max(0, Math.min(root.perPage, root.view.rows.length - root.shownPage * root.perPage))

                Item {
                    id: line

                    required property int index
                    readonly property int place: root.shownPage * root.perPage + line.index
                    readonly property var row: root.view.rows[line.place] ?? root.nothing

                    width: root.rowWidth
                    height: root.rowHeight

                    Loader {
                        active: root.takes > 0 && line.row.kind === "record"
                        width: root.takes - root.gap
                        height: parent.height
                        sourceComponent: ViolationTake {
                            row: line.row.id
                            tag: say.tag(line.row)
                            choosing: root.choosing ?? ({
                                    "chosen": [],
                                    "can": []
                                })
                        }
                    }

                    ViolationRow {
                        x: root.takes
                        width: parent.width - x
                        height: parent.height
                        row: line.row
                        say: say
                        opens: !root.roomy
                        chosen: root.roomy && line.row.id === root.view.selected
                        onTouched: Flow.send(root.roomy ? "select" : "enlarge", {
                            "id": line.row.id
                        })
                    }
                }
            }
        }

        Loader {
            active: root.view.rows.length === 0
            visible: active
            x: !Theme.portrait && root.roomy ? root.bodyWidth - root.rowWidth : 0
            y: root.rowsY
            width: Theme.portrait || root.roomy ? root.rowWidth : root.bodyWidth
            height: Math.min(root.rowsHeight, Theme.large ? 400 : 320)
            sourceComponent: !root.roomy && root.licenceChosen ? licenceSheet : emptySheet
        }
    }

    readonly property var nothing: ({
            "id": "",
            "kind": "record",
            "plate": "",
            "plate_kind": "",
            "at": "",
            "place": "",
            "code": "",
            "text": "",
            "points": 0,
            "fine_fen": 0,
            "bars": [],
            "pictures": 0,
            "days_late": 0,
            "pay_until": ""
        })

    Component {
        id: licenceSheet

        ViolationLicence {
            licence: root.view.licence
            say: say
        }
    }

    Component {
        id: emptySheet

        Sheet {
            id: empty

            IconLine {
                anchors.verticalCenter: parent.verticalCenter
                x: 40
                width: empty.width - 80
                icon: "check"
                iconSize: 56
                ground: Theme.surface
                text: Texts.book["violations.none_here"]
                more: root.vehicle ? say.vehicleFacts(root.vehicle) : ""
            }
        }
    }

    actions: Loader {
        x: Theme.portrait || Theme.large ? 0 : root.bodyWidth - width
        width: Theme.portrait || Theme.large ? root.bodyWidth : Theme.paneWidth
        sourceComponent: root.choosing ? chosen : looked
    }

    Component {
        id: looked

        ViolationActions {
            view: root.view
        }
    }

    Component {
        id: chosen

        ViolationChosen {
            view: root.view
            say: say
        }
    }
}
