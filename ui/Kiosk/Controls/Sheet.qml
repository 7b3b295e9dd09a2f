pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// White paper with a hairline.
Rectangle {
    radius: Theme.radiusSheet
    color: Theme.surface
    border.width: Theme.hairline
    border.color: Theme.line
}
