pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Window
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The window: a stage of fixed size, fitted into whatever panel there is. One page at a time, built when its step begins
// and destroyed when it ends, so that nothing of a person stays behind.
Window {
    id: root

    readonly property bool bare: Flow.screen === "attract" || Flow.screen === "out_of_service"
    readonly property bool covered: Flow.idleSecondsLeft >= 0 || Flow.askingToEnd || Flow.helpOpen

    title: Texts.book["header.area"]
    color: Theme.frameless
    flags: Qt.Window | Qt.FramelessWindowHint

    onClosing: close => close.accepted = false

    KeypadScope {
        id: stage

        readonly property real fit: Math.min(root.width / Theme.stageWidth, root.height / Theme.stageHeight)

        width: Theme.stageWidth
        height: Theme.stageHeight
        x: Math.round((root.width - width * stage.fit) / 2)
        y: Math.round((root.height - height * stage.fit) / 2)
        scale: stage.fit
        transformOrigin: Item.TopLeft
        clip: true

        Rectangle {
            anchors.fill: parent
            color: Theme.paper
        }

        PagePlace {
            id: page

            objectName: "page"

            width: Theme.stageWidth
            height: Theme.stageHeight
            enabled: !root.covered

            function follow() {
                const before = page.item;
                page.show(Flow.screen + "/" + Flow.step, page.fileOf(Flow.screen), Flow.view);
                if (page.item !== before && Theme.moving && Flow.direction !== "none" && Flow.direction !== "")
                    entering.restart();
            }

            function fileOf(screen: string): url {
                return Qt.resolvedUrl(screen.split("_").map(word => word.charAt(0).toUpperCase() + word.slice(1)).join("") + ".qml");
            }

            Component.onCompleted: page.follow()

            ParallelAnimation {
                id: entering

                NumberAnimation {
                    target: page
                    property: "x"
                    from: Flow.direction === "back" ? -Theme.slide : Theme.slide
                    to: 0
                    duration: Theme.pageTime
                    easing.type: Easing.OutCubic
                }

                NumberAnimation {
                    target: page
                    property: "opacity"
                    from: 0
                    to: 1
                    duration: Theme.pageTime
                }
            }
        }

        Connections {
            target: Flow

            function onChanged() {
                page.follow();
                if (root.bare)
                    stage.leave();
                else
                    stage.follow();
            }
        }

        Header {
            id: head

            visible: !root.bare && Flow.screen !== "home" && Flow.screen !== "maintenance"
            enabled: !root.covered
            service: Flow.service
            person: Flow.person
            stations: Flow.stations
            station: Flow.station
        }

        TidingsStrip {
            tidings: Flow.tidings
            underHead: head.visible
        }

        Footer {
            visible: !root.bare
            enabled: !root.covered
        }

        Loader {
            anchors.fill: parent
            active: Flow.helpOpen && Flow.idleSecondsLeft < 0
            sourceComponent: HelpSheet {}
        }

        Loader {
            anchors.fill: parent
            active: Flow.askingToEnd && Flow.idleSecondsLeft < 0
            sourceComponent: EndQuestion {}
        }

        Loader {
            anchors.fill: parent
            active: Flow.idleSecondsLeft >= 0
            sourceComponent: IdleWarning {}
        }

        SampleMark {
            visible: Flow.sandbox
            dark: root.bare || Flow.screen === "maintenance" || (Flow.screen === "home" && Theme.portrait) || root.covered
        }

        // Whatever is touched where nothing is: the citizen is still here.
        PointHandler {
            acceptedButtons: Qt.LeftButton
            onActiveChanged: {
                if (active && !root.bare && Flow.idleSecondsLeft < 0)
                    Flow.send("activity");
            }
        }

        // Above everything, so that it hears of every finger, also of one on a target.
        Item {
            anchors.fill: parent

            PointHandler {
                onActiveChanged: {
                    if (active)
                        stage.leave();
                }
            }
        }
    }
}
