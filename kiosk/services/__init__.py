"""One file per service, reading like its own table of contents."""
