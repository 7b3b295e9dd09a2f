"""Versioned JSON forms of what terminal and office say to each other."""
