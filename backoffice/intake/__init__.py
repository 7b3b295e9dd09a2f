"""Intake 收件: what terminals lodge becomes cases, each exactly once."""
