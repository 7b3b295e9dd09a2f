pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// 寄递地址: one question after the other.
Item {
    id: root

    required property var view
    readonly property string phase: root.view.phase
    // what is known of the address, as it will stand on the letter
    readonly property string soFar: {
        if (root.view.source === "id_card")
            return root.view.id_card_address ?? "";
        const district = root.view.district ? root.view.district.name : "";
        return Texts.book["address.city"] + district + (root.view.street ?? "") + root.view.detail;
    }

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
            soFar: root.soFar
        }
    }

    Loader {
        anchors.fill: parent
        active: root.phase === "detail"
        sourceComponent: AddressDetail {
            view: root.view
            soFar: root.soFar
        }
    }

    Loader {
        anchors.fill: parent
        active: root.phase === "phone"
        sourceComponent: AddressPhone {
            view: root.view
            soFar: root.soFar
        }
    }

    Loader {
        anchors.fill: parent
        active: root.phase === "review"
        sourceComponent: AddressReview {
            view: root.view
            soFar: root.soFar
        }
    }
}
