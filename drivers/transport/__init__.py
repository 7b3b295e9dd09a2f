"""Bytes without meaning."""
