"""Papers: made, signed, read back."""
