pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 告知: what is intended, in figures and in full, and three ways out of it. Nothing is decided yet.
StepPage {
    id: root

    required property var view
    readonly property int sideHeight: Math.max(Theme.touch, 112)
    readonly property real sidesY: Theme.bodyBottom - Theme.button - Theme.gap - root.sideHeight

    function yuan(fen: int): string {
        return fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2);
    }

    function say(name: string): string {
        const key = "penalty_notice." + name;
        return Texts.book[Theme.large && Texts.has(key + "_short") ? key + "_short" : key] ?? "";
    }

    // Fact by fact as it will stand in the decision, then rights and remedies as the office words them.
    function whole(): string {
        const lines = [];
        root.view.penalties.forEach((penalty, place) => {
            lines.push(Texts.fill(Texts.book["penalty_notice.penalty"], {
                "n": place + 1,
                "facts": penalty.facts
            }));
            lines.push(Texts.fill(Texts.book["penalty_notice.rule"], {
                "provision": penalty.provision,
                "basis": penalty.basis
            }));
            lines.push(Texts.fill(Texts.book[penalty.fine_fen > 0 ? "penalty_notice.amount" : "penalty_notice.warning"], {
                "yuan": root.yuan(penalty.fine_fen),
                "points": penalty.points
            }));
        });
        return lines.join("\n") + "\n\n" + root.view.notice.text[Flow.language].trim();
    }

    question: root.say("question")
    about: root.say("about")
    asideHeight: root.sidesY - Theme.gap - root.asideY

    aside: Item {
        id: words

        width: parent.width
        height: Theme.portrait ? root.asideHeight : parent.height

        TextSheet {
            name: "penalty_notice.text"
            y: Theme.portrait ? sums.height + 16 : 0
            width: parent.width
            height: parent.height - y
            size: Theme.large || !Theme.portrait ? Theme.small : Theme.body
            title: root.view.notice.title[Flow.language]
            text: root.whole()
        }
    }

    Sheet {
        id: sums

        readonly property bool beside: Theme.portrait && !Theme.large

        parent: Theme.portrait ? words : root
        x: Theme.portrait ? 0 : root.workX
        y: Theme.portrait ? 0 : root.bodyY // beside the text, which needs the height
        width: Theme.portrait ? Theme.contentWidth : root.workWidth
        height: figures.height + 32

        Grid {
            id: figures

            x: 48
            y: 16
            columns: sums.beside ? 2 : 1
            columnSpacing: 32
            verticalItemAlignment: Grid.AlignVCenter

            Words {
                objectName: "penalty_notice.sum"
                width: sums.beside ? sums.width - 96 - 32 - cycle.width : sums.width - 96
                text: Texts.fill(Texts.book[root.view.fine_fen > 0 ? "penalty_notice.sum" : "penalty_notice.warned"], {
                    "yuan": root.yuan(root.view.fine_fen),
                    "points": root.view.points
                })
                size: Theme.lead
                strong: true
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.small
            }

            Words {
                id: cycle

                text: Texts.fill(Texts.book["penalty_notice.cycle"], {
                    "before": root.view.points_before,
                    "after": root.view.points_after
                })
                size: Theme.small
                color: Theme.ink2
            }
        }
    }

    Row {
        parent: root
        x: root.workX
        y: root.sidesY
        width: root.workWidth
        spacing: Theme.gap

        Repeater {
            model: ["defend", "object"]

            SideButton {
                required property string modelData

                objectName: "penalty_notice." + modelData
                width: (root.workWidth - Theme.gap) / 2
                height: root.sideHeight
                strong: root.view.way === modelData
                label: Texts.book["penalty_notice." + modelData]
                onTouched: Flow.send(modelData)
            }
        }
    }

    actions: MainButton {
        objectName: "penalty_notice.accept"
        width: parent.width
        label: Texts.book["penalty_notice.accept"]
        onTouched: Flow.send("accept")
    }
}
