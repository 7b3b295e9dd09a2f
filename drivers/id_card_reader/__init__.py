"""身份证阅读器 ID-card reader: contactless, serial, SAM_V frames."""
