pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 首页: which service? In large type, and within reach of a seated person, first the group, then its services.
Item {
    id: root

    required property var view
    readonly property string group: root.view.group ?? ""
    readonly property bool byGroup: Theme.large || Theme.reachable
    readonly property int edge: Theme.portrait ? 56 : 40 // between the head and what is touched
    readonly property int headHeight: Math.max(Theme.portrait ? (root.byGroup ? 584 : 544) : 296, root.byGroup ? Theme.reach - root.edge : 0)
    readonly property bool mineBelow: Theme.portrait || Theme.reachable
    readonly property var mine: root.view.my_applications ?? null
    readonly property var groupServices: {
        const found = root.view.groups.find(entry => entry.group === root.group);
        return found ? found.services : [];
    }
    readonly property bool inGroup: root.byGroup && root.groupServices.length > 0

    Rectangle {
        width: parent.width
        height: root.headHeight
        color: Theme.deep

        Art {
            anchors.fill: parent
            visible: !Theme.contrast
            name: Theme.portrait ? "contours-home" : "contours-wide"
            fillMode: Image.PreserveAspectCrop
        }

        Rectangle {
            visible: Theme.contrast
            anchors.bottom: parent.bottom
            width: parent.width
            height: 3
            color: Theme.edge
        }
    }

    Row {
        x: Theme.margin
        y: Theme.portrait ? 64 : 40
        spacing: 24

        Mark {
            dark: true
            size: Theme.portrait ? 72 : 64
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: Texts.book[Theme.large && !Theme.english ? "home.area_short" : "header.area"]
            size: Theme.name
            strong: true
            color: Theme.deepText
        }
    }

    Words {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: Theme.portrait ? 74 : 46
        text: Surroundings.timeOfDay
        size: Theme.name
        strong: true
        color: Theme.deepText
    }

    Words {
        id: question

        x: Theme.margin
        y: Theme.portrait ? (Theme.large ? 320 : 312) : 136
        text: Texts.book[!root.byGroup ? "home.question" : root.inGroup ? "home.question_service" : "home.question_group"]
        size: Theme.homeQuestion
        strong: true
        leading: 1.34
        color: Theme.deepText
    }

    Words {
        x: Theme.margin
        y: question.y + question.height + (Theme.portrait ? 8 : 0)
        text: Texts.book[Theme.portrait && !Theme.large ? "home.ready" : "home.ready_short"]
        size: Theme.portrait ? Theme.body : Math.min(Theme.body, 36)
        color: Theme.deepText2
    }

    Tile {
        objectName: "home.my_applications"
        visible: root.mine !== null && !root.inGroup
        can: root.mine !== null && root.mine.available
        icon: "person-check"
        label: Texts.book["home.my_applications"]
        note: Theme.large ? "" : Texts.book["home.my_applications_note"]
        why: root.mine && root.mine.reason ? Texts.book[root.mine.reason] : ""
        leads: can
        padding: root.byGroup && Theme.portrait ? 40 : 24
        size: root.byGroup && Theme.portrait ? Theme.lead : Math.min(Theme.body, 40)
        iconSize: root.byGroup && Theme.portrait ? 72 : 56
        x: root.mineBelow ? Theme.margin : Theme.stageWidth - Theme.margin - 640
        y: root.mineBelow ? Theme.footerTop - height - (root.byGroup ? 24 : 48) : 136
        width: root.mineBelow ? Theme.contentWidth : 640
        height: Theme.portrait ? (root.byGroup ? 144 : 112) : 120
        onTouched: root.choose("my_applications")
    }

    Loader {
        active: !root.byGroup
        sourceComponent: HomeServices {
            groups: root.view.groups
            topEdge: root.headHeight + 40
            onPicked: slug => root.choose(slug)
        }
    }

    Loader {
        active: root.byGroup
        sourceComponent: HomeGroups {
            groups: root.view.groups
            services: root.inGroup ? root.groupServices : []
            topEdge: root.headHeight + root.edge
            below: root.mineBelow && !root.inGroup ? (Theme.portrait ? 168 : 144) : 0
            onOpened: name => Flow.send("open_group", {
                    "group": name
                })
            onClosed: Flow.send("back")
            onPicked: slug => root.choose(slug)
        }
    }

    function choose(slug: string) {
        Flow.send("choose", {
            "slug": slug
        });
    }
}
