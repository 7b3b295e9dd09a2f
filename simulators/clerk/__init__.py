"""A clerk in software: drives the real desk in a browser."""
