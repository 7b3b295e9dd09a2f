pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// District and street found by their sound, pinyin or its first letters, and picked with one touch. What is typed here stays
// here: the flow hears of the place that was picked only.
Item {
    id: root

    required property var view
    property string typed: ""
    readonly property var places: Places.ready ? Places.find(root.typed) : []
    readonly property var found: root.places.slice(0, root.rowsThatFit * root.columns) // what a page holds; who wants more types on
    readonly property int columns: Theme.english && !(Theme.reachable && !Theme.portrait && !Theme.large) ? 2 : Theme.portrait || Theme.english ? 3 : 4
    readonly property real fieldWidth: Theme.portrait ? Theme.contentWidth : 560
    readonly property real gridX: Theme.portrait ? Theme.margin : Theme.margin + root.fieldWidth + 32
    readonly property real gridY: Theme.portrait ? Math.max(Theme.reach, head.y + head.height + 24) : Math.max(Theme.reach, 152)
    readonly property int rowsThatFit: Math.max(1, Math.floor((pad.y - 16 - root.gridY) / (grid.keyHeight + grid.rowGap)))

    width: Theme.stageWidth
    height: Theme.stageHeight
    Component.onCompleted: Places.begin()

    function withSpelling(name: string): string {
        const spelled = Spelling.of(name);
        const fits = 2 * name.length + spelled.length <= (root.columns > 2 ? 26 : 34); // on one line of a key, a character being as wide as two letters
        return !Theme.english ? name : name + " " + (fits ? spelled : spelled.split(" ")[0]);
    }

    // Where it is, and by which name of old it was found.
    function noted(place: var): string {
        const former = place.former === "" ? "" : Texts.fill(Texts.book["address.former"], {
            "names": Theme.english ? Spelling.of(place.former).split(" ")[0] : place.former
        });
        const district = Theme.english && former !== "" ? Spelling.of(place.district).split(" ")[0] : root.withSpelling(place.district);
        const where = place.street !== "" ? district : former === "" ? Texts.book["address.then_street"] : "";
        return [where, former].filter(part => part !== "").join(Theme.english ? ", " : "，");
    }

    Column {
        id: head

        x: Theme.margin
        y: Theme.portrait ? Theme.bodyTop : 144
        width: root.fieldWidth
        spacing: Theme.portrait ? 24 : 8

        Paragraph {
            width: parent.width
            text: Texts.book["address.search_question"]
            size: Theme.portrait ? (Theme.english ? Math.round(Theme.question * 0.86) : Theme.question) : 48
            strong: true
            leading: 1.3
        }

        Field {
            width: parent.width
            label: Texts.book["address.search_label"]
            hint: Texts.book["address.search_hint"]
            value: root.typed
        }
    }

    ChoiceGrid {
        id: grid

        x: root.gridX
        y: root.gridY
        width: Theme.stageWidth - Theme.margin - root.gridX
        height: pad.y - 16 - root.gridY
        minimum: (width + 16) / root.columns - 17
        prefix: "address.place"
        names: root.found.map(place => root.withSpelling(place.street !== "" ? place.street : place.district))
        notes: root.found.map(place => root.noted(place))
        ids: root.found.map(place => place.code + place.street)
        onPicked: index => Flow.send("pick_place", {
                "code": root.found[index].code,
                "street": root.found[index].street
            })
    }

    Paragraph {
        x: root.gridX
        y: root.gridY
        width: grid.width
        visible: root.found.length === 0
        text: Texts.book[root.typed === "" || !Places.ready ? "address.search_examples" : "address.search_nothing"]
        color: Theme.ink2
    }

    Keyboard {
        id: pad

        y: Theme.footerTop - height
        pad: "search"
        doneName: "address.enter_other"
        doneLabel: Texts.book["address.by_list"]
        onTyped: letter => root.typed = (root.typed + letter).slice(0, 24)
        onErased: root.typed = root.typed.slice(0, -1)
        onCleared: root.typed = ""
        onDone: Flow.send("enter_other")
    }
}
