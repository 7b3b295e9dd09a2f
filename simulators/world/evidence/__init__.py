"""Capture pictures 违法证据照片 for the sandbox's violation records: drawn, the same for the same record, marked 样本."""
