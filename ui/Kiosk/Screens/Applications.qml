pragma ComponentBehavior: Bound

import QtQuick

// 我的申请: one page for each phase.
Item {
    id: root

    required property var view
    readonly property var pages: ({
            "none": "ApplicationsNone",
            "list": "ApplicationsList",
            "detail": "ApplicationWhole",
            "withdraw": "ApplicationWithdraw",
            "documents": "ApplicationDocuments"
        })

    onViewChanged: root.follow()
    Component.onCompleted: root.follow()

    // Of the view alone: no page may be shown another's view.
    function follow() {
        const wanted = root.pages[root.view.phase];
        page.show(wanted, Qt.resolvedUrl(wanted + ".qml"), root.view);
    }

    PagePlace {
        id: page

        anchors.fill: parent
    }
}
