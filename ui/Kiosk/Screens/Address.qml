pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// 寄递地址: one question after the other.
Item {
    id: root

    required property var view
    readonly property string phase: root.view.phase

    width: Theme.stageWidth
    height: Theme.stageHeight

    Loader {
        anchors.fill: parent
        active: root.phase === "choose"
        sourceComponent: AddressChoice {
            view: root.view
        }
    }

    Loader {
        anchors.fill: parent
        active: root.phase === "district" || root.phase === "street"
        sourceComponent: AddressPick {
            view: root.view
        }
    }

    Loader {
        anchors.fill: parent
        active: root.phase === "search"
        sourceComponent: AddressSearch {
            view: root.view
        }
    }

    Loader {
        anchors.fill: parent
        active: root.phase === "detail" || root.phase === "phone"
        sourceComponent: AddressEntry {
            view: root.view
        }
    }

    Loader {
        anchors.fill: parent
        active: root.phase === "review"
        sourceComponent: AddressReview {
            view: root.view
        }
    }
}
