"""文档打印机 document printer: A4, IPP over the network or over USB (ipp-usb)."""
