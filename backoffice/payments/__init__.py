"""Payments 款项: what was paid for applications, by day and terminal, and what is to be given back. No money is moved here."""
