pragma ComponentBehavior: Bound

import QtQuick

// 违法查询: one page for each phase, and one violation on the whole screen.
Item {
    id: root

    required property var view

    onViewChanged: root.follow()
    Component.onCompleted: root.follow()

    // Of the view alone: a property bound to it may still be that of the view before, and no page may be shown another's view.
    function pageOf(view: var): string {
        switch (view.phase) {
        case "shown":
            return view.picture_full ? "ViolationWhole" : "ViolationsList";
        case "none":
            return "ViolationsNone";
        default:
            return "ViolationsOverview";
        }
    }

    function follow() {
        const wanted = root.pageOf(root.view);
        page.show(wanted, Qt.resolvedUrl(wanted + ".qml"), root.view);
    }

    PagePlace {
        id: page

        anchors.fill: parent
    }
}
