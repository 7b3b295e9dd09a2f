"""The terminal's side of the line to the office."""
