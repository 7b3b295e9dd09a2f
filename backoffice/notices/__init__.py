"""Notices 通知: text messages, kept durably and sent by the worker."""
