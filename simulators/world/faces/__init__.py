"""Invented faces: parameters of a head, its relief, its colours, and the picture of it from any side."""
