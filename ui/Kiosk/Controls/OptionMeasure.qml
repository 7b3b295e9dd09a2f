pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// How much room the options of a question take; a page asks before it decides how much to say.
Item {
    id: root

    required property string words // prefix of the text keys
    readonly property int headingHeight: Math.round(Theme.lead * 1.42) + 16

    visible: false

    FontMetrics {
        id: letters

        font.pixelSize: Theme.body
        font.bold: true
    }

    function heading(question: var): string {
        return Texts.book[root.words + "." + question.name + "_question"] ?? "";
    }

    function label(question: var, option: string): string {
        return Texts.book[root.words + "." + question.name + "." + option] ?? "";
    }

    function gap(roomy: bool): int {
        return roomy && !Theme.large ? 24 : 16;
    }

    function tileHeight(roomy: bool): int {
        return Math.max(Theme.touch, roomy ? Math.round((Theme.body + Theme.small) * 1.3) + 24 : 112);
    }

    // One below the other when there is room for it, else as few columns as bring no more rows than the most that hold every label.
    function columns(question: var, roomy: bool, width: real): int {
        const count = question.options.length;
        if (roomy || count < 2)
            return 1;
        let most = Math.min(3, count);
        while (most > 1 && !question.options.every(option => root.fits(root.label(question, option), (width - (most - 1) * 16) / most - 96)))
            most -= 1;
        return Math.ceil(count / Math.ceil(count / most));
    }

    // On one line, or small on two.
    function fits(label: string, room: real): bool {
        return letters.advanceWidth(label) * Theme.small / Theme.body <= room * 1.6;
    }

    function fitOnOneLine(question: var, width: real): bool {
        const count = root.columns(question, false, width);
        return question.options.every(option => letters.advanceWidth(root.label(question, option)) <= (width - (count - 1) * 16) / count - 96);
    }

    function room(question: var, roomy: bool, width: real): real {
        const rows = Math.ceil(question.options.length / root.columns(question, roomy, width));
        return (root.heading(question) !== "" ? root.headingHeight : 0) + rows * root.tileHeight(roomy) + Math.max(0, rows - 1) * root.gap(roomy);
    }
}
