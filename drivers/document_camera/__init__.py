"""The document camera 高拍仪: looks down on a tray."""
