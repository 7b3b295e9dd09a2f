pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// Sentences about one violation, made of words of the text book. Shared by list and whole screen.
QtObject {
    id: root

    required property var view

    function yuan(fen: int): string {
        return fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2);
    }

    function isKnown(value: var): bool {
        return value !== null && value !== undefined; // Python's None may arrive as either
    }

    function fine(row: var): string {
        if (!root.isKnown(row.fine_fen))
            return Texts.book["violations.penalty.fine_unknown"];
        if (row.fine_fen === 0)
            return Texts.book["violations.penalty.warning"];
        return Texts.fill(Texts.book["violations.penalty.fine"], {
            "yuan": root.yuan(root.due(row))
        });
    }

    // What is to be paid now: with what was added for being late, so that the rows come to the total.
    function due(row: var): int {
        return row.fine_fen + (row.surcharge_fen ?? 0);
    }

    // The headline over the list: as many as the filter 全部 says; how many of them are fines.
    function question(): string {
        const records = Texts.book[Theme.large ? "violations.question_short" : "violations.question"];
        const both = Texts.book[Theme.large ? "violations.question_both_short" : "violations.question_both"];
        const decisions = Texts.book["violations.question_decisions"];
        return Texts.fill(root.view.count === 0 ? decisions : root.view.unpaid > 0 ? both : records, {
            "count": root.view.count + root.view.unpaid,
            "decisions": root.view.unpaid
        });
    }

    function points(row: var): string {
        if (!root.isKnown(row.points))
            return Texts.book["violations.penalty.points_unknown"];
        return Texts.fill(Texts.book[row.points === 1 ? "violations.penalty.point" : "violations.penalty.points"], {
            "points": row.points
        });
    }

    // Fine and points; one word where neither is known.
    function penalty(row: var): string {
        if (!root.isKnown(row.fine_fen) && !root.isKnown(row.points))
            return Texts.book["violations.penalty.unknown"];
        return root.fine(row) + (Theme.english ? ", " : "　") + root.points(row);
    }

    // The table's words as the office sent them; in English ours, where there are any.
    function offence(row: var): string {
        return Theme.english ? Texts.book["violation_code." + row.code] ?? row.text : row.text;
    }

    // No amount is torn apart at the end of a line.
    function unbroken(text: string): string {
        return text.replace(/(\d) (?=[元分条天])/g, "$1\u00a0");
    }

    function tag(row: var): string {
        if (row.kind === "decision")
            return row.days_late > 0 ? Texts.fill(Texts.book["violations.tag.late"], {
                "days": row.days_late
            }) : Texts.book["violations.tag.unpaid"];
        if (row.bars.length > 0)
            return Texts.book["handling." + row.bars[0] + ".short"];
        return Texts.book[root.view.handling_offered ? "violations.tag.here" : "violations.tag.self_service"];
    }

    function tagKind(row: var): string {
        return row.kind === "decision" ? "attention" : row.bars.length > 0 ? "neutral" : "ok";
    }

    function tagIcon(row: var): string {
        return row.kind === "decision" ? "warn" : row.bars.length > 0 ? "person-check" : "check";
    }

    // Everything about one violation, a fact on each line.
    function whole(row: var): string {
        const lines = row.kind === "decision" ? root.ofDecision(row) : root.ofRecord(row);
        return root.unbroken(lines.filter(line => line !== "").join("\n"));
    }

    function ofRecord(row: var): var {
        const how = row.bars.length > 0 ? row.bars.map(bar => Texts.book["handling." + bar + ".long"]) : [Texts.book[root.view.choosing ? "violation_choice.how" : root.view.handling_offered ? "violations.how.here" : "violations.how.self_service"]];
        const facts = [["at", row.at], ["place", row.place], ["code", row.code], ["provision", row.provision], ["basis", row.basis], ["agency", row.agency], ["number", row.id]];
        return how.concat(facts.map(fact => root.fact(fact[0], fact[1])));
    }

    function late(row: var): string {
        return root.unbroken(Texts.fill(Texts.book[row.days_late > 0 ? "violations.fact.late" : "violations.fact.not_late"], {
            "days": row.days_late,
            "surcharge": root.yuan(row.surcharge_fen),
            "sum": root.yuan(root.due(row))
        }));
    }

    function ofDecision(row: var): var {
        const facts = [["decision", row.id], ["decided", row.at], ["pay_until", row.pay_until], ["code", row.code]];
        return [root.late(row), Texts.book[root.view.payment_offered === true ? "violations.how.decision_here" : "violations.how.decision"]].concat(facts.map(fact => root.fact(fact[0], fact[1])));
    }

    function fact(name: string, value: string): string {
        return value === "" ? "" : Texts.fill(Texts.book["violations.fact." + name], {
            "value": value
        });
    }

    function states(kind: string, letters: var): string {
        return letters.map(letter => Texts.book[kind + letter]).join(Theme.english ? ", " : "、");
    }

    function licenceFacts(licence: var): string {
        return Texts.fill(Texts.book[licence.valid_to ? "violations.none.licence_facts" : "violations.none.licence_long"], {
            "classes": licence.classes,
            "states": root.states("licence_state.", licence.states),
            "points": licence.points,
            "day": licence.valid_to ? Texts.fullDay(licence.valid_to) : ""
        });
    }

    function vehicleFacts(vehicle: var): string {
        return Texts.fill(Texts.book[vehicle.inspection_valid_to ? "violations.vehicle" : "violations.vehicle_no_date"], {
            "states": root.states("vehicle_state.", vehicle.states),
            "day": vehicle.inspection_valid_to ? Texts.fullDay(vehicle.inspection_valid_to) : ""
        });
    }

    // Before the last fact, so that no date is torn apart.
    function onTwoLines(facts: string): string {
        const at = facts.lastIndexOf(Theme.english ? ", " : "　");
        return at < 0 ? facts : facts.slice(0, at) + "\n" + facts.slice(at + (Theme.english ? 2 : 1));
    }

    function total(): string {
        return Texts.fill(Texts.book[root.view.total_is_least ? "violations.total_least" : "violations.total"], {
            "yuan": root.yuan(root.view.total_fine_fen),
            "points": root.view.total_points
        });
    }
}
