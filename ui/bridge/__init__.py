"""View models: the one crossing between the flow's thread and Qt. Registered as the QML module Kiosk.Bridge."""

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1
