pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Controls
import Kiosk.Keyboard
import Kiosk.Theme

// 填写: one field open right above its keyboard; the others stand above it, in landscape beside it, and open when touched.
Item {
    id: root

    required property var view
    readonly property string words: root.view.words
    readonly property var fields: root.view.fields
    readonly property var active: root.fields.find(field => field.name === root.view.active) ?? root.fields[0]
    readonly property var others: root.fields.filter(field => field.name !== root.active.name)
    readonly property bool numbers: ["digits", "id_number", "phone", "plate", "decision_number"].indexOf(root.active.pad) >= 0
    readonly property int gap: 16

    // the open field, right above the keyboard
    readonly property int errorHeight: Math.round(Theme.small * 1.42) + 8
    readonly property int fieldHeight: Math.ceil(Theme.caption * 1.48) + Math.ceil(open.size * 1.48) + 30
    readonly property real fieldY: keyboard.y - root.fieldHeight - (Theme.portrait ? 24 + root.errorHeight : Theme.large ? 4 : 16)

    // the others: as many as there is room for, those nearest to the open one
    readonly property int tileHeight: Math.max(Theme.touch, Math.ceil(Theme.caption * 1.48) + Math.ceil(Theme.body * 1.48) + 30)
    readonly property real tilesTop: Theme.portrait ? Math.max(Theme.reachable ? 0 : Theme.reach, head.y + head.height + 24) : root.fieldY
    readonly property int rows: Theme.portrait ? Math.max(0, Math.floor((root.fieldY - root.tilesTop) / (root.tileHeight + root.gap))) : 1
    readonly property int columns: Theme.portrait ? Math.min(Theme.large ? 2 : 3, Math.max(1, root.others.length)) : Math.min(Theme.large ? 1 : 2, root.others.length)
    readonly property real tileWidth: Theme.portrait ? (Theme.contentWidth - (root.columns - 1) * root.gap) / root.columns : Theme.large ? 400 : 328
    readonly property real againWidth: 520
    readonly property var shown: {
        const most = root.rows * root.columns;
        const here = root.fields.findIndex(field => field.name === root.active.name);
        const first = Math.max(0, Math.min(here - Math.floor(most / 2), root.others.length - most));
        return root.others.slice(first, first + most);
    }

    width: Theme.stageWidth
    height: Theme.stageHeight

    // The service's own words, else those of the kind.
    function say(name: string): string {
        const own = root.words + "." + name;
        return Texts.book[Theme.large && Texts.has(own + "_short") ? own + "_short" : own] ?? Texts.book["form." + name] ?? "";
    }

    function nameOf(field: var): string {
        const name = root.say(field.name);
        if (field.error && field.name !== root.active.name)
            return Texts.fill(Texts.book["form.wrong"], {
                "name": name
            });
        return field.required ? name : Texts.fill(Texts.book["form.optional"], {
            "name": name
        });
    }

    function send(action: string, text: string) {
        Flow.send(action, {
            "field": root.active.name,
            "text": text
        });
    }

    Column {
        id: head

        x: Theme.margin
        y: Theme.portrait ? Theme.bodyTop : 144
        width: Theme.contentWidth
        spacing: 8

        Paragraph {
            width: parent.width
            text: root.say("question")
            size: Theme.portrait ? (Theme.english ? Math.round(Theme.question * 0.86) : Theme.question) : 48
            strong: true
            leading: 1.3
        }

        Paragraph {
            width: parent.width
            visible: Theme.portrait && text !== ""
            text: root.say(root.view.scanner === true ? "about_scanner" : "about")
            color: Theme.ink2
        }
    }

    // Where a code may be scanned instead, and there is room to say so in a picture.
    Loader {
        id: scanner

        active: root.view.scanner === true && Theme.portrait && root.others.length === 0
        x: Theme.margin
        y: head.y + head.height + 24
        width: Theme.contentWidth
        height: Math.min(480, root.fieldY - y - 32)
        visible: active && height >= 240
        sourceComponent: DevicePicture {
            device: "code_scanner"
            act: "insert"
        }
    }

    Grid {
        id: others

        x: Theme.portrait ? Theme.margin : Theme.margin + Theme.contentWidth - width
        y: root.fieldY - (Theme.portrait ? height + root.gap : 0)
        columns: Math.max(1, root.columns)
        spacing: root.gap

        Repeater {
            model: root.shown

            FieldTile {
                required property var modelData

                objectName: "form.field." + modelData.name
                width: root.tileWidth
                height: root.tileHeight
                name: root.nameOf(modelData)
                value: modelData.value
                pad: modelData.pad
                wrong: Boolean(modelData.error)
                can: others.y + y >= Theme.reach // above it one reads: 下一项 leads there
                onTouched: {
                    keyboard.takeFirst();
                    Flow.send("focus", {
                        "field": modelData.name
                    });
                }
            }
        }
    }

    // Something may be asked for once more: a code that did not come. It stands where the others would.
    SideButton {
        id: again

        readonly property int secondsLeft: root.view.again ?? 0

        objectName: "form.again"
        visible: (root.view.again ?? null) !== null
        can: again.secondsLeft === 0
        x: Theme.margin + Theme.contentWidth - width
        y: Theme.portrait ? Math.max(root.tilesTop, root.fieldY - height - 24) : root.fieldY
        width: Theme.portrait ? Theme.contentWidth : root.againWidth
        height: Theme.portrait ? Theme.button : root.fieldHeight
        label: again.secondsLeft === 0 ? root.say("again") : Texts.fill(root.say("again_in"), {
            "seconds": again.secondsLeft
        })
        onTouched: Flow.send("again")
    }

    Field {
        id: open

        objectName: "form.open"
        x: Theme.margin
        y: root.fieldY
        width: Theme.contentWidth - (Theme.portrait ? 0 : (again.visible ? root.againWidth + root.gap : root.shown.length * (root.tileWidth + root.gap)))
        label: root.nameOf(root.active)
        hint: root.say(root.active.name + "_hint")
        value: root.active.value
        pad: keyboard.pad
        composing: keyboard.composing
        error: root.active.error ? Texts.book[root.active.error] ?? "" : ""
        errorInside: !Theme.portrait
        size: Theme.portrait && root.numbers ? Theme.question : Theme.lead
    }

    Keyboard {
        id: keyboard

        y: Theme.footerTop - height
        pad: root.active.pad
        value: root.active.value
        doneName: "form.next"
        doneLabel: root.say(root.view.last ? "next" : "next_field")
        onTyped: text => root.send("type", text)
        onErased: root.send("backspace", "")
        onCleared: root.send("clear", "")
        onDone: Flow.send("next")
    }
}
