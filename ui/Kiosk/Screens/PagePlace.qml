pragma ComponentBehavior: Bound

import QtQuick

// Where one page stands at a time, as large as the place. Built when it is shown, destroyed when the next one is.
// No Loader: what Loader.setSource is given to begin with is never freed (Qt 6.11), and a page is given all of its view.
FocusScope {
    id: root

    property Item item: null
    property string shown: "" // what stands here, in words of the one who shows it
    readonly property var components: ({}) // of each file once shown: compiled once

    // Show the page of `file` with its `view`; while the same is shown, only its view changes.
    function show(wanted: string, file: url, view: var) {
        if (root.item && root.shown === wanted) {
            root.item["view"] = view;
            return;
        }
        root.shown = wanted;
        root.clear();
        root.item = root.build(file, view);
        if (root.item)
            root.item.anchors.fill = root;
    }

    function clear() {
        const gone = root.item;
        root.item = null;
        if (!gone)
            return;
        gone.visible = false;
        gone.parent = null;
        gone.destroy();
    }

    function build(file: url, view: var): Item {
        const component = root.components[file] ?? (root.components[file] = Qt.createComponent(file, Component.PreferSynchronous, root));
        if (component.status === Component.Error)
            console.warn(component.errorString());
        return component.createObject(root, {
            "view": view
        }) as Item;
    }
}
