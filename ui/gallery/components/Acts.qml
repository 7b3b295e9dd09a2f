pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// Every act of every device.
SheetPage {
    id: root

    readonly property var devices: ["id_card_reader", "bank_card_reader", "document_camera", "code_scanner", "receipt_printer", "document_printer", "pin_pad", "camera"]

    name: "acts"

    Flow {
        width: Theme.contentWidth
        spacing: Theme.portrait ? 12 : 20

        Repeater {
            model: [].concat(...root.devices.map(device => any.drawings[device].acts.map(act => [device, act])))

            Column {
                id: place

                required property var modelData

                width: Theme.portrait ? (Theme.contentWidth - 48) / 5 : (Theme.contentWidth - 160) / 9
                spacing: 4

                DevicePicture {
                    width: parent.width
                    height: width * 3 / 4
                    device: place.modelData[0]
                    act: place.modelData[1]
                }

                Words {
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: Texts.book["gallery.act." + place.modelData[1]]
                    size: 24
                    leading: 1.3
                    color: Theme.ink2
                }
            }
        }
    }

    DevicePicture {
        id: any

        visible: false
        device: "id_card_reader"
    }
}
