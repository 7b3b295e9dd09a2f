pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What the register says, and the label of the letter.
SheetPage {
    id: root

    readonly property var facts: [
        {
            "key": "confirm.row.name",
            "value": Texts.book["gallery.sample.person"]
        },
        {
            "key": "confirm.row.id_number",
            "value": "500∗∗∗∗∗∗∗∗∗∗∗0010"
        }
    ]

    name: "papers"

    Section {
        width: root.sectionWidth
        name: "register"

        RegisterCard {
            width: root.sectionWidth
            card: "driver_licence"
            facts: root.facts
        }

        RegisterCard {
            width: root.sectionWidth
            card: "vehicle_licence"
            missing: Texts.book["gallery.sample.offline"]
            missingMeans: Texts.book["gallery.sample.offline_means"]
        }
    }

    Section {
        width: root.sectionWidth
        name: "waybill"

        Waybill {
            width: root.sectionWidth
            recipient: Texts.book["gallery.sample.person"]
            phone: "13800138000"
            lines: [Texts.book["gallery.sample.address"], Texts.book["gallery.sample.address_detail"]]
        }

        Waybill {
            width: root.sectionWidth
            recipient: Texts.book["gallery.sample.person"]
            phone: ""
            lines: [Texts.book["gallery.sample.address"]]
            open: true
            least: 2
        }
    }
}
