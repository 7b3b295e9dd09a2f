pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What lies over a page, and the frame of a page itself; smaller than they are.
SheetPage {
    id: root

    readonly property real third: (root.sectionWidth - 48) / (Theme.portrait ? 3 : 2)

    name: "dialogs"

    Section {
        width: root.sectionWidth
        name: "covers"

        Small {
            width: root.third

            EndQuestion {}
        }

        Small {
            width: root.third

            IdleWarning {}
        }

        Small {
            width: root.third

            HelpSheet {}
        }
    }

    Section {
        width: root.sectionWidth
        name: "pages"

        Small {
            width: root.third

            StepPage {
                question: Texts.book["gallery.sample.question"]
                about: Texts.book["gallery.sample.about"]
                asideHeight: 700
                aside: Sheet {
                    anchors.fill: parent

                    Words {
                        anchors.centerIn: parent
                        text: Texts.book["gallery.sample.aside"]
                        size: Theme.lead
                        color: Theme.ink2
                    }
                }
                actions: MainButton {
                    width: parent.width
                    label: Texts.book["gallery.sample.next"]
                }

                WaitingDots {
                    text: Texts.book["read_id_card.waiting"]
                }
            }
        }

        Small {
            width: root.third

            TextSheet {
                x: Theme.margin
                y: 120
                width: Theme.contentWidth
                height: Theme.stageHeight - 240
                title: Texts.book["gallery.sample.long_title"]
                text: new Array(14).fill(Texts.book["gallery.sample.long"]).join("\n")
            }
        }

        Small {
            width: root.third

            DialogSheet {
                Paragraph {
                    width: parent.width
                    text: Texts.book["gallery.sample.question"]
                    size: Theme.question
                    strong: true
                    leading: 1.3
                }
            }
        }
    }
}
