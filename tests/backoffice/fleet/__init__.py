"""Terminals: pairing, signatures, heartbeats, and the manners of their interface."""
