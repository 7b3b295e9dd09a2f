"""Violations 交通违法: what is open against own vehicles and own licence, told to who was verified, and its pictures."""
