"""What terminals lodge and ask."""
