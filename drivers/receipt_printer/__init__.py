"""凭条打印机 receipt printer: thermal, 80 mm, ESC/POS over a serial line."""
