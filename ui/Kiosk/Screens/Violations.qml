pragma ComponentBehavior: Bound

import QtQuick

// 违法查询: one page for each phase, and one violation on the whole screen.
Item {
    id: root

    required property var view
    readonly property string part: {
        if (root.view.phase === "shown")
            return root.view.picture_full ? "ViolationWhole" : "ViolationsList";
        return root.view.phase === "none" ? "ViolationsNone" : root.view.phase === "overview" ? "ViolationsOverview" : "ViolationsWaiting";
    }

    // one expression sees to both, so that no part is ever shown a view of another phase
    onViewChanged: root.follow()
    Component.onCompleted: root.follow()

    function follow() {
        if (page.shown === root.part && page.item) {
            page.item["view"] = root.view;
            return;
        }
        page.shown = root.part;
        page.setSource(Qt.resolvedUrl(root.part + ".qml"), {
            "view": root.view
        });
    }

    Loader {
        id: page

        property string shown: ""

        anchors.fill: parent
    }
}
