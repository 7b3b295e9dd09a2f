"""Tests of what got stuck."""
