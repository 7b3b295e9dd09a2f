"""The terminal without its face: no Qt in here."""
