"""Outcomes: what became of an application, told to the terminal that lodged it."""
