pragma Singleton
pragma ComponentBehavior: Bound
import QtQuick
import Kiosk.Bridge

// Items that Python paints, lent to whoever shows one and taken back wiped: PySide (6.11) never frees the Python half of an
// item that QML has made, so each is made once.
Item {
    id: root

    readonly property var inks: []
    readonly property var cameras: []

    // An ink that fills `place`, until it is given back.
    function lendInk(place: Item): SignatureInk {
        return root.lay(root.inks.pop() ?? ink.createObject(root), place) as SignatureInk;
    }

    function takeInk(lent: SignatureInk) {
        lent.wipe();
        lent.parent = root;
        root.inks.push(lent);
    }

    // A camera's picture that fills `place`, until it is given back.
    function lendCamera(place: Item): CameraView {
        return root.lay(root.cameras.pop() ?? camera.createObject(root), place) as CameraView;
    }

    function takeCamera(lent: CameraView) {
        lent.wipe();
        lent.parent = root;
        root.cameras.push(lent);
    }

    function lay(item: Item, place: Item): Item {
        item.parent = place;
        item.anchors.fill = place;
        return item;
    }

    Component {
        id: ink

        SignatureInk {}
    }

    Component {
        id: camera

        CameraView {}
    }
}
