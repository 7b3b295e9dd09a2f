pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// How much room the options of a question take; a page asks before it decides how much to say.
Item {
    id: root

    required property string words // prefix of the text keys

    visible: false

    FontMetrics {
        id: letters

        font.pixelSize: Theme.body
        font.bold: true
    }

    FontMetrics {
        id: wide

        font.pixelSize: Theme.small
    }

    function heading(question: var): string {
        return Texts.book[root.words + "." + question.name + "_question"] ?? "";
    }

    function label(question: var, option: string): string {
        return root.filled(question, "." + option);
    }

    function note(question: var, option: string): string {
        return root.filled(question, "_note." + option);
    }

    function filled(question: var, end: string): string {
        return Texts.fill(Texts.book[root.words + "." + question.name + end] ?? "", question.values ?? {});
    }

    function gap(roomy: bool): int {
        return roomy && !Theme.large ? 24 : 16;
    }

    function headingSize(tight: bool): int {
        return tight ? Theme.body : Theme.lead;
    }

    function headingGap(tight: bool): int {
        return tight ? 8 : 16;
    }

    function tileHeight(question: var, roomy: bool, tight: bool, width: real): int {
        if (!roomy)
            return Math.max(Theme.touch, tight ? 96 : 112);
        const heights = question.options.map(option => root.wordsHeight(question, option, width - 104)); // beside them padding and tick
        return Math.max(Theme.touch, Math.max(...heights) + 24);
    }

    // The label, smaller where it takes several lines, over what it means.
    function wordsHeight(question: var, option: string, room: real): int {
        const label = letters.advanceWidth(root.label(question, option));
        const labelSize = label > room ? Theme.small : Theme.body;
        const note = wide.advanceWidth(root.note(question, option));
        const lines = (natural, size) => Math.ceil(Math.ceil(natural / room) * size * 1.3);
        return lines(label * labelSize / Theme.body, labelSize) + lines(note, Theme.small);
    }

    // One below the other when there is room for it and something to say of each, else as few columns as bring no more rows than
    // the most that hold every label; with room, each on one line.
    function columns(question: var, roomy: bool, width: real): int {
        const count = question.options.length;
        if (count < 2 || roomy && question.options.some(option => root.note(question, option) !== ""))
            return 1;
        let most = Math.min(3, count);
        while (most > 1 && !question.options.every(option => root.fits(root.label(question, option), (width - (most - 1) * root.gap(roomy)) / most - 96, roomy)))
            most -= 1;
        return Math.ceil(count / Math.ceil(count / most));
    }

    // On one line, or small on two; hours are not broken.
    function fits(label: string, room: real, roomy: bool): bool {
        if (roomy)
            return letters.advanceWidth(label) <= room - 16;
        return letters.advanceWidth(label) * Theme.small / Theme.body <= room * (/^[0-9:–]+$/.test(label) ? 1 : 1.6);
    }

    function fitOnOneLine(question: var, width: real): bool {
        const count = root.columns(question, false, width);
        return question.options.every(option => letters.advanceWidth(root.label(question, option)) <= (width - (count - 1) * 16) / count - 96);
    }

    function room(question: var, roomy: bool, tight: bool, width: real): real {
        const rows = Math.ceil(question.options.length / root.columns(question, roomy, width));
        const heading = root.heading(question) !== "" ? Math.round(root.headingSize(tight) * 1.42) + root.headingGap(tight) : 0;
        return heading + rows * root.tileHeight(question, roomy, tight, width) + Math.max(0, rows - 1) * root.gap(roomy);
    }
}
