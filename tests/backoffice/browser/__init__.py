"""The desk in a real browser: Chromium, the real application, a real database."""
