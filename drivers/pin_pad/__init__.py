"""The encrypting PIN pad 密码键盘 on a serial line."""
