"""Retention 留存: the sealed evidence, its keys, and their end."""
