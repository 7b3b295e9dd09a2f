pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The live picture of the camera in an oval.
Item {
    id: root

    property CameraView camera: null // lent while this picture is there
    readonly property bool live: root.camera !== null && root.camera.live

    Component.onCompleted: {
        root.camera = Painted.lendCamera(root);
        root.camera.feed = CameraFeed;
    }
    Component.onDestruction: {
        const lent = root.camera;
        root.camera = null; // nothing is said to it any more
        Painted.takeCamera(lent);
    }

    Binding {
        target: root.camera
        property: "edgeColour"
        value: Theme.contrast ? Theme.edge : Theme.deep
        restoreMode: Binding.RestoreNone
    }
}
