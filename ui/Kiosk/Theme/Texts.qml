pragma Singleton
import QtQuick
import Kiosk.Bridge

// The words of the present language. A binding on `Texts.book[key]` follows when the language changes.
QtObject {
    id: root

    readonly property var book: TextSource.book

    readonly property Connections follower: Connections {
        target: Flow
        function onChanged() {
            TextSource.speak(Flow.language);
        }
    }

    function has(key: string): bool {
        return root.book[key] !== undefined;
    }

    // Fill {names} of a sentence.
    function fill(text: string, values: var): string {
        return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] === undefined ? whole : String(values[name]));
    }

    // A name that may carry a break for tiles, on one line.
    function onOneLine(text: string): string {
        return Flow.language === "zh" ? text.replace(/\n/g, "") : text.replace(/\n/g, " ");
    }

    // 138 0013 8000, as far as it is typed.
    function phone(digits: string): string {
        return digits.replace(/^(.{3})(.{0,4})(.*)$/, (whole, a, b, c) => [a, b, c].filter(part => part !== "").join(" "));
    }

    // "2026-11-25" as people say it.
    function day(iso: string): string {
        const [year, month, date] = iso.split("-").map(Number);
        return root.fill(root.book["date.day"], {
            "year": year,
            "month": month,
            "day": date,
            "month_name": root.book["date.month." + month]
        });
    }

    function weekday(iso: string): string {
        const [year, month, date] = iso.split("-").map(Number);
        return root.book["date.weekday." + new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
    }

    function fullDay(iso: string): string {
        const [year, month, date] = iso.split("-").map(Number);
        return root.fill(root.book["date.full"], {
            "year": year,
            "month": month,
            "day": date,
            "month_name": root.book["date.month." + month]
        });
    }

    // What a fact {value, value_key} says.
    function fact(fact: var): string {
        if (fact.value_key)
            return root.onOneLine(root.book[fact.value_key] ?? "");
        return root.said(fact.value ?? "");
    }

    // A value in a sentence; a day is said as people say it, and so are two with " ~ " between them.
    function said(value: var): string {
        if (root.isDay(value))
            return root.fullDay(value);
        const days = String(value).split(" ~ ");
        return days.length === 2 && days.every(root.isDay) ? root.fill(root.book["date.range"], {
            "first": root.day(days[0]),
            "last": root.day(days[1])
        }) : String(value);
    }

    function isDay(value: var): bool {
        return /^\d{4}-\d{2}-\d{2}$/.test(value);
    }

    // An entry of a list: its words, or the day that it is.
    function entry(title: string): string {
        return root.isDay(title) ? root.day(title) : root.book[title] ?? title;
    }

    // 1,250.00 of 125000, without the cents where there are none.
    function yuan(fen: real): string {
        const [whole, cents] = (fen / 100).toFixed(2).split(".");
        return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (cents === "00" ? "" : "." + cents);
    }
}
