"""Every screen from example states, to look at and to test: ``python -m ui.gallery``."""
