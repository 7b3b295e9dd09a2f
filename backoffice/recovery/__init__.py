"""Backup and restore of the whole office, and the closing of the gap in between by the terminals."""
