"""Troubles 待处理异常: what got stuck and waits for somebody to look."""
