"""The chip of a bank card: EMV and PBOC commands, written from the standards and from nothing in this repository."""
