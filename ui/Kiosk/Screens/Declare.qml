pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Theme

// 申报: what the register says, masked; what is asked of it; the declaration.
// As much is shown as there is room for: first the meanings of the options go, then what is to be known beforehand. With many
// questions the headings shrink; where even that is not enough, the button stands under the card.
StepPage {
    id: root

    required property var view
    readonly property string words: root.view.words
    readonly property bool asking: root.view.phase === "asking"
    readonly property bool offline: root.view.phase === "offline"
    readonly property bool carded: Boolean(root.view.card) && (root.asking || root.offline || Boolean(root.view.facts))
    readonly property var points: ["void", "then"].filter(name => Texts.has(root.words + "." + name))
    readonly property bool hangs: Theme.portrait && !root.carded && !root.view.declaration && root.points.length === 0 // nothing else is there
    readonly property int apart: Theme.large ? 16 : 24
    readonly property int gap: root.tight ? 12 : root.apart

    // what there is room for, at this width and height
    readonly property real room: Math.min(root.bodyHeight, root.bodyY + root.bodyHeight - Theme.reach)
    readonly property real asked: root.heightOf(false, false)
    readonly property bool declaresAside: !Theme.portrait && root.carded && root.view.declaration && root.asked + root.tickRoom > root.room
    readonly property real ticked: root.declaresAside ? 0 : root.tickRoom
    readonly property bool tight: root.asked + root.ticked > root.room
    readonly property bool buttonAside: root.declaresAside && root.heightOf(false, true) > root.room
    readonly property int below: root.buttonAside ? Theme.button + Theme.gap : 0 // where the button is not, there is more room
    readonly property bool roomy: root.heightOf(true, false) + root.ticked <= root.room
    readonly property real taken: root.heightOf(root.roomy, root.tight) + root.ticked
    readonly property bool pointed: (Theme.portrait || !root.carded) && root.taken + root.pointsRoom <= root.bodyHeight
    readonly property real tickRoom: root.view.declaration ? Math.max(Theme.touch + 24, Math.ceil(bold.advanceWidth(declaration.label) / ((Theme.portrait || !root.carded ? root.bodyWidth : Theme.paneWidth) - 200)) * Theme.body * 1.42 + 48) + root.apart : 0
    readonly property real pointsRoom: {
        let sum = 8;
        for (const name of root.points)
            sum += root.apart + Math.max(48, Math.ceil(letters.advanceWidth(Texts.book[root.words + "." + name]) / (root.bodyWidth - 80)) * Theme.body * 1.42);
        return sum;
    }

    function heightOf(roomy: bool, tight: bool): real {
        return root.view.questions.reduce((sum, question, index) => sum + measure.room(question, roomy, tight, root.bodyWidth) + (index > 0 ? tight ? 12 : root.apart : 0), 0);
    }

    function inWords(name: string): string {
        return Texts.book[root.words + "." + (Theme.large && Texts.has(root.words + "." + name + "_short") ? name + "_short" : name)] ?? "";
    }

    split: Theme.portrait || root.carded
    question: root.inWords(root.asking ? "asking" : "question")
    about: root.inWords(root.asking ? "asking_about" : "about")
    asideHeight: root.carded ? card.wanted : 0

    OptionMeasure {
        id: measure

        words: root.words
    }

    FontMetrics {
        id: letters

        font.pixelSize: Theme.body
    }

    FontMetrics {
        id: bold

        font.pixelSize: Theme.body
        font.bold: true
    }

    aside: Item {
        width: parent.width
        height: parent.height

        RegisterCard {
            id: card

            visible: root.carded
            width: parent.width
            height: Theme.portrait ? card.wanted : parent.height - (root.declaresAside ? declaration.height + root.apart : 0) - root.below
            fills: !Theme.portrait
            card: root.view.card ?? ""
            facts: root.view.facts
            asking: root.asking ? Texts.book[root.words + ".waiting"] : ""
            missing: root.offline ? Texts.book[root.words + ".offline"] : ""
            missingMeans: root.offline ? Texts.book[root.words + ".offline_means"] : ""

            Repeater {
                model: Theme.portrait || root.buttonAside ? [] : root.points

                IconLine {
                    required property string modelData

                    width: parent.width
                    icon: modelData === "void" ? "warn" : "mail"
                    ground: Theme.faint
                    text: Texts.book[root.words + "." + modelData] ?? ""
                }
            }
        }
    }

    Column {
        visible: !root.asking
        y: root.reachY
        anchors.bottom: root.hangs ? undefined : parent.bottom
        anchors.bottomMargin: -root.below
        width: parent.width
        spacing: root.gap
        bottomPadding: root.view.declaration && !root.declaresAside ? declaration.height + Math.max(Theme.space2, root.gap) : 0

        Repeater {
            model: root.pointed ? root.points : []

            IconLine {
                required property string modelData

                width: root.bodyWidth
                icon: modelData === "void" ? "warn" : "mail"
                text: Texts.book[root.words + "." + modelData] ?? ""
            }
        }

        Item {
            visible: root.pointed && root.points.length > 0
            width: 1
            height: 8
        }

        Repeater {
            model: root.asking ? 0 : root.view.questions.length

            OptionTiles {
                id: tiles

                required property int index

                width: root.bodyWidth
                screen: "declare"
                words: root.words
                question: root.view.questions[tiles.index] ?? ({
                        "name": "",
                        "options": [],
                        "chosen": [],
                        "many": false
                    })
                roomy: root.roomy
                tight: root.tight
                can: !root.asking
                onChosen: option => Flow.send("choose", {
                        "question": tiles.question.name,
                        "option": option
                    })
            }
        }
    }

    TickBox {
        id: declaration

        objectName: "declare.declare"
        visible: root.view.declaration && !root.asking
        parent: root
        x: root.declaresAside ? Theme.margin : root.workX
        y: root.declaresAside ? 168 + 744 - root.below - height : root.bodyY + root.bodyHeight - height
        width: root.declaresAside ? Theme.asideWidth : root.workWidth
        label: root.view.declaration ? root.inWords("declare") : ""
        ticked: root.view.declared
        can: !root.asking
        onTouched: Flow.send("declare", {
            "on": !root.view.declared
        })
    }

    actions: MainButton {
        objectName: "declare.next"
        visible: !root.asking
        x: root.buttonAside ? Theme.margin - Theme.paneX : 0
        width: root.buttonAside ? Theme.asideWidth : parent.width
        can: !root.asking && root.view.complete
        label: root.inWords("next")
        onTouched: Flow.send("next")
    }
}
