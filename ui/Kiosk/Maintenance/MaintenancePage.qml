pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screens

// 维护模式: its own head, and below it the page that the flow has turned to.
Item {
    id: root

    required property var view
    readonly property string page: root.view.page

    onViewChanged: root.follow()
    Component.onCompleted: root.follow()

    function follow() {
        if (!root.view || root.view.page === undefined || !place.ready)
            return;
        const page = root.view.page; // what is bound to it may not have followed yet
        const name = page.split("_").map(word => word.charAt(0).toUpperCase() + word.slice(1)).join("");
        place.show(page, Qt.resolvedUrl(name + ".qml"), Object.assign({
            "staff": root.view.staff,
            "since": root.view.since,
            "closed": root.view.closed,
            "leaving": root.view.leaving
        }, root.view.body));
    }

    PagePlace {
        id: place

        property bool ready: false

        anchors.fill: parent
        Component.onCompleted: {
            place.ready = true;
            root.follow();
        }
    }

    MaintenanceHead {
        visible: root.page !== "unattended"
        view: root.view
    }
}
