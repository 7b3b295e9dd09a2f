"""扫码器 code scanner: reads bar codes and QR codes, on a serial line or USB-CDC."""
