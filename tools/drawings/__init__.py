"""Draws the illustrations of the devices: one viewpoint, one light, one family (`python -m tools.drawings`)."""
