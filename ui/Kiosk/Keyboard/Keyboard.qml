pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// The keyboard of every page on which something is typed: letters with candidates, handwriting, digits, numbers, plates.
// It stands at the foot of the page, above the footer, and never over a field that lies above its `y`:
//
//     Field {
//         label: …; pad: keyboard.pad; value: root.view.detail; composing: keyboard.composing
//     }
//     Keyboard {
//         id: keyboard
//         y: Theme.footerTop - height
//         pad: "address"              // name text address digits id_number phone plate decision_number email; search
//         value: root.view.detail     // what the field holds; a plate begins with 渝A, then come the others
//         doneName: "form.next"; doneLabel: Texts.book["…"]
//         onTyped: text => Flow.send("type", { "field": "detail", "text": text })   // one or more characters
//         onErased: Flow.send("backspace", { "field": "detail" })
//         onCleared: Flow.send("clear", { "field": "detail" })
//         onDone: Flow.send("next")
//     }
//
// Change `pad` to serve another field; what was composed is dropped then, so take it first: `keyboard.takeFirst()`.
// The same key struck twice within a moment is one strike: tests let the clock go on between two touches of one key.
Rectangle {
    id: root

    required property string pad
    property string value: ""
    property string doneLabel: ""
    property string doneName: "done"
    property bool canBeDone: true
    readonly property string composing: root.writes ? Typist.composing : ""

    readonly property bool writes: root.pad === "name" || root.pad === "text" || root.pad === "address"
    readonly property bool searches: root.pad === "search" // lower than the others, and done is a way out of it
    readonly property bool hasPinyin: root.writes && Typist.state !== "missing"
    property string page: "pinyin" // as chosen: pinyin, latin, digits, hand
    readonly property string shownPage: root.page === "pinyin" && !root.hasPinyin ? "latin" : root.page
    property string lettersPage: "pinyin" // where 字母 leads back to
    property bool shifted: false
    property bool gridOpen: false
    property int turn: 0

    readonly property bool isWriting: root.writes && root.shownPage === "hand"
    readonly property var candidates: !root.writes ? [] : root.isWriting ? Writing.candidates : Typist.candidates
    readonly property bool hasCandidates: root.candidates.length > 0
    readonly property bool showsGrid: root.gridOpen && root.hasCandidates
    readonly property bool chooses: root.composing !== "" || root.isWriting && root.hasCandidates // 填好了 is 选定 meanwhile
    readonly property string notice: !root.writes || root.hasCandidates || root.composing !== "" || root.shownPage === "digits" ? "" : root.noticeOf(Typist.state, Writing.state)

    // candidates, or what is to be said, stand in the place of the digits
    readonly property bool showsFirstRow: !root.showsGrid && (!root.writes || !(root.isWriting || root.hasCandidates || root.composing !== "" || root.notice !== ""))

    readonly property var rows: pads.rows(root.pad, root.shownPage)
    readonly property var keys: pads.keys(root.rows)
    readonly property real unit: Theme.portrait ? (Theme.large ? 106 : 104) : 168
    readonly property int gap: 16
    readonly property real edge: (root.width - 10 * root.unit + root.gap) / 2
    readonly property int stripHeight: root.rows.length < 5 ? root.rowHeight : Theme.portrait ? 104 : 96
    readonly property int lowRow: Theme.portrait ? (Theme.large ? 116 : 112) : 96
    readonly property int rowHeight: root.searches ? root.lowRow : root.rows.length < 5 ? (root.height - root.foot - 16 - 3 * root.gap) / 4 : (root.height - root.foot - 16 - (Theme.portrait ? 104 : 96) - 4 * root.gap) / 4
    readonly property int foot: Theme.portrait && !Theme.large ? 32 : 16

    signal typed(string text)
    signal erased
    signal cleared
    signal done

    width: Theme.stageWidth
    height: root.searches ? 16 + 4 * root.lowRow + 3 * root.gap + root.foot : Theme.portrait ? Theme.footerTop - 1080 : Theme.large ? 564 : 576
    color: Theme.pale

    Component.onCompleted: root.open()
    Component.onDestruction: root.close()
    onPadChanged: {
        if (root.turn > 0) // else it is only coming into being
            root.open();
    }

    function open() {
        root.page = root.lettersPage = "pinyin";
        root.shifted = root.pad !== "text" && root.pad !== "email";
        root.gridOpen = false;
        root.turn = Typist.begin(root.pad);
        Writing.forget();
        if (root.writes)
            Writing.begin();
    }

    function close() {
        if (typeof Typist.end === "function") // when everything ends, the bridge may have gone before the page
            Typist.end(root.turn);
        if (typeof Writing.forget === "function")
            Writing.forget();
    }

    // What is composed or written becomes its first candidate.
    function takeFirst() {
        if (root.isWriting && root.hasCandidates)
            root.choose(0);
        else
            Typist.takeFirst();
    }

    function topOf(row: int): real {
        return 16 + (row === 0 ? 0 : root.stripHeight + root.gap + (row - 1) * (root.rowHeight + root.gap));
    }

    function spanned(count: real): real {
        return count * root.unit - root.gap;
    }

    function noticeOf(pinyin: string, writing: string): string {
        if (root.isWriting)
            return Texts.book[writing === "missing" ? "key.no_writing" : "key.write_here"];
        if (pinyin === "missing")
            return Texts.book[writing === "missing" ? "key.no_chinese" : "key.no_pinyin"];
        return root.pad === "name" ? Texts.book["key.pinyin_first"] : "";
    }

    function choose(index: int) {
        if (root.isWriting) {
            const text = root.candidates[index];
            Writing.forget();
            root.typed(text);
        } else {
            Typist.choose(index);
        }
        root.gridOpen = false;
    }

    function turnTo(page: string) {
        root.takeFirst();
        Writing.forget();
        root.gridOpen = false;
        root.page = page;
        if (page === "pinyin" || page === "latin")
            root.lettersPage = page;
    }

    // What another page has in the place of the key struck was not meant by a second tap.
    function strikeAt(place: var, text: string) {
        const before = root.keys;
        root.strike(text);
        if (root.keys !== before)
            Keystrokes.replaced(root.keys.filter(key => key.row === place.row && key.x < place.x + place.span && place.x < key.x + key.span).map(key => key.text === "$done" ? root.doneName : "key." + key.text.replace("$", "")));
    }

    function strike(text: string) {
        if (text.startsWith("$"))
            root.perform(text.slice(1));
        else if (root.writes && root.shownPage === "pinyin" && /^[a-z]$/.test(text))
            Typist.letter(text);
        else if (root.writes)
            Typist.character(text);
        else
            root.typed(text);
    }

    function perform(name: string) {
        switch (name) {
        case "backspace":
            if (!root.writes || !Typist.erase())
                root.erased();
            break;
        case "clear":
            root.wipe();
            break;
        case "space":
            if (root.chooses)
                root.takeFirst();
            else
                root.typed(" ");
            break;
        case "done":
            if (root.chooses)
                root.takeFirst();
            else
                root.done();
            break;
        case "separate":
            Typist.separate();
            break;
        case "shift":
            root.shifted = !root.shifted;
            break;
        case "undo":
            Writing.undo(paper.width, paper.height);
            break;
        case "mode":
            root.turnTo(root.shownPage === "pinyin" ? "latin" : "pinyin");
            break;
        case "letters":
            root.turnTo(root.lettersPage);
            break;
        default:
            root.turnTo(name);
        }
    }

    function wipe() {
        if (root.isWriting) {
            Writing.forget();
            return;
        }
        Typist.clear();
        root.cleared();
    }

    function can(text: string): bool {
        switch (text) {
        case "$done":
            return root.chooses || root.canBeDone;
        case "$mode":
        case "$pinyin":
            return root.hasPinyin;
        case "$hand":
            return Writing.state !== "missing";
        case "$undo":
            return !paper.blank;
        case "$clear":
            return !root.isWriting || !paper.blank;
        }
        return root.pad !== "plate" || text.startsWith("$") || (root.value === "") === text.startsWith("渝");
    }

    Pads {
        id: pads
    }

    Connections {
        target: Typist

        function onCommitted(text: string) {
            root.typed(text);
        }
    }

    Rectangle {
        width: parent.width
        height: Theme.contrast ? 3 : 2
        color: Theme.mid
    }

    Repeater {
        model: root.keys

        Key {
            id: key

            required property var modelData
            readonly property string text: key.modelData.text
            readonly property bool does: key.text.startsWith("$")
            readonly property string name: key.text.slice(key.does ? 1 : 0)
            readonly property string character: root.writes && root.shownPage === "latin" && root.shifted && /^[a-z]$/.test(key.text) ? key.text.toUpperCase() : key.text

            objectName: key.text === "$done" ? root.doneName : "key." + (key.does ? key.name : key.character)
            visible: key.modelData.row === 0 ? root.showsFirstRow : !root.showsGrid
            can: root.can(key.text)
            label: key.does ? root.labelOf(key.name) : /^[A-Za-z]$/.test(key.text) ? Texts.fill(Texts.book["key.letter"], {
                "letter": key.character
            }) : key.text
            face: key.does ? key.label : key.character
            icon: key.text === "$backspace" ? "backspace" : ""
            isFunction: key.does && key.text !== "$space"
            isMain: key.text === "$done" && !root.searches
            isOn: key.text === "$shift" && root.shifted
            repeats: key.text === "$backspace"
            meaning: key.text === "$space" && root.chooses ? root.labelOf("done") : key.label
            size: root.sizeOf(key.text)
            x: root.edge + key.modelData.x * root.unit
            y: root.topOf(key.modelData.row)
            width: root.spanned(key.modelData.span)
            height: (key.modelData.row === 0 ? root.stripHeight : root.rowHeight) + (key.modelData.tall - 1) * (root.rowHeight + root.gap)
            onStruck: root.strikeAt(key.modelData, key.does ? key.text : key.character)
        }
    }

    function sizeOf(text: string): int {
        if (text === "$space")
            return Math.min(Theme.body, 40);
        if (text.length > 1)
            return text.length > 4 ? (Theme.large ? 34 : 32) : Theme.large ? 40 : 36;
        return root.rows.length < 5 && !root.searches ? (Theme.large ? 64 : 60) : Theme.large ? 54 : 44;
    }

    function labelOf(name: string): string {
        if (name === "done")
            return root.chooses ? Texts.book["key.take"] : root.doneLabel;
        if (name === "letters")
            return Texts.book[root.lettersPage === "pinyin" && root.hasPinyin ? "key.pinyin" : "key.letters"];
        if (name === "mode" && root.shownPage === "latin")
            return Texts.book["key.mode_latin"];
        return Texts.book["key." + name];
    }

    Words {
        x: root.edge
        y: root.topOf(0)
        width: root.spanned(10)
        height: root.stripHeight
        visible: root.notice !== "" && !root.showsGrid
        text: root.notice
        size: Math.min(Theme.body, 40)
        color: Theme.ink2
    }

    WritingPane {
        id: paper

        visible: root.isWriting && !root.showsGrid
        x: root.edge
        y: root.topOf(1)
        width: root.spanned(7.5)
        height: 3 * root.rowHeight + 2 * root.gap
    }

    CandidateStrip {
        x: root.edge
        y: root.topOf(0)
        width: root.spanned(10)
        height: root.stripHeight
        visible: root.hasCandidates && !root.showsGrid
        candidates: root.candidates
        onChosen: index => root.choose(index)
        onMore: root.gridOpen = true
    }

    Loader {
        active: root.showsGrid
        x: root.edge

        sourceComponent: CandidateGrid {
            width: root.spanned(10)
            candidates: root.candidates
            rowTops: [0, 1, 2, 3, 4].map(row => root.topOf(row))
            rowHeights: [root.stripHeight, root.rowHeight, root.rowHeight, root.rowHeight, root.rowHeight]
            onChosen: index => root.choose(index)
            onClosed: root.gridOpen = false
        }
    }
}
