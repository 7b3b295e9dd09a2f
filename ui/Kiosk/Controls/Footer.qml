pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Bridge
import Kiosk.Theme

// Never moves, hides or changes its order.
Rectangle {
    id: root

    readonly property int buttonHeight: Theme.portrait ? (Theme.large ? 120 : 104) : (Theme.large ? 112 : 96)
    // seven cells and six gaps of 16 fill the 936 px between the margins of a portrait stage
    readonly property var widths: !Theme.portrait ? [224, 192, 192] : Theme.large ? [120, 120, 120] : [152, 136, 136]
    readonly property int switchWidth: !Theme.portrait ? 176 : Theme.large ? 120 : 104

    y: Theme.footerTop
    width: Theme.stageWidth
    height: Theme.footer
    color: Theme.surface

    Rectangle {
        width: parent.width
        height: Theme.hairline
        color: Theme.line
    }

    Row {
        x: Theme.margin
        y: Math.round((Theme.footer - root.buttonHeight) / 2)
        spacing: Theme.space2

        FooterButton {
            objectName: "footer.back"
            width: root.widths[0]
            height: root.buttonHeight
            icon: "back"
            label: Texts.book["footer.back"]
            can: Flow.canGoBack
            onTouched: {
                if (!doubled.running)
                    Flow.send("back");
                doubled.restart();
            }

            Timer {
                id: doubled

                interval: Theme.doubleTap // a hand that taps twice wants one page back, not two
            }
        }

        FooterButton {
            objectName: "footer.help"
            width: root.widths[1]
            height: root.buttonHeight
            icon: "help"
            label: Texts.book["footer.help"]
            can: Flow.screen !== "goodbye"
            onTouched: Flow.send("help")
        }

        FooterButton {
            objectName: "footer.end"
            width: root.widths[2]
            height: root.buttonHeight
            icon: "end"
            label: Texts.book["footer.end"]
            can: Flow.canEnd
            onTouched: Flow.send("end")
        }
    }

    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: Math.round((Theme.footer - root.buttonHeight) / 2)
        spacing: Theme.space2

        FooterSwitch {
            objectName: "footer.language"
            width: root.switchWidth
            height: root.buttonHeight
            icon: "language"
            on: Theme.english
            label: Texts.book[Theme.large && Theme.portrait ? "footer.language_short" : "footer.language"]
            onTouched: Flow.send("language", {
                "language": Theme.english ? "zh" : "en"
            })
        }

        FooterSwitch {
            objectName: "footer.elder"
            width: root.switchWidth
            height: root.buttonHeight
            icon: "elder"
            on: Theme.elder
            word: Texts.book[Theme.elder ? "footer.standard" : "footer.elder"]
            label: Texts.book[Theme.elder ? "footer.standard_name" : "footer.elder_name"]
            onTouched: Flow.send("elder", {
                "on": !Theme.elder
            })
        }

        FooterSwitch {
            objectName: "footer.contrast"
            width: root.switchWidth
            height: root.buttonHeight
            icon: "contrast"
            on: Theme.contrast
            word: Texts.book[Theme.contrast ? "footer.colours" : "footer.contrast"]
            label: Texts.book[Theme.contrast ? "footer.colours_name" : "footer.contrast_name"]
            onTouched: Flow.send("contrast", {
                "on": !Theme.contrast
            })
        }

        FooterSwitch {
            objectName: "footer.reachable"
            width: root.switchWidth
            height: root.buttonHeight
            icon: "reachable"
            on: Theme.reachable
            word: Texts.book[Theme.reachable ? "footer.standard_height" : "footer.reachable"]
            label: Texts.book[Theme.reachable ? "footer.standard_height_name" : "footer.reachable_name"]
            onTouched: Flow.send("reachable", {
                "on": !Theme.reachable
            })
        }
    }
}
