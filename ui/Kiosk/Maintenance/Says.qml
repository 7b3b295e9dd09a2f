pragma Singleton
import QtQuick
import Kiosk.Theme

// What technicians are told of a part: its name, a short word for its state, the remedy of a failure.
QtObject {
    id: root

    readonly property var icons: ({
            "ok": "check",
            "attention": "warn",
            "fault": "cross",
            "neutral": "pause"
        })

    function part(name: string): string {
        return Texts.book["part." + name] ?? name;
    }

    function state(row: var): string {
        if (row.failure)
            return root.fault(row.failure);
        if (row.warning)
            return Texts.book["maintenance.warning." + row.warning] ?? Texts.book["maintenance.state.attention"];
        if (row.kind === "neutral" && row.status !== "untested")
            return Texts.book["maintenance.state.starting"];
        return Texts.book["maintenance.state." + (row.status === "untested" ? "untested" : row.kind)];
    }

    function fault(failure: string): string {
        return Texts.book["maintenance.fault." + failure] ?? Texts.book["maintenance.state.fault"];
    }

    function hint(failure: string): string {
        return Texts.book["hint." + failure] ?? "";
    }

    // What to do first: the whole of it stands on the part's own page.
    function remedy(failure: string): string {
        const first = root.hint(failure).match(/^.*?(?:[。；]|[.;](?= |$))/);
        return first ? first[0].replace(/[；;]$/, Theme.english ? "." : "。") : root.hint(failure);
    }

    function supply(name: string): string {
        return Texts.book["readiness." + name] ?? name;
    }
}
