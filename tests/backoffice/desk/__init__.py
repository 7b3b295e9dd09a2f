"""The desk without a browser: geometry, texts, headers, routes."""
