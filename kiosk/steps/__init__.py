"""One file per step, of the same name as its screen in `ui/Kiosk/Screens`."""
