"""`tools/install`: a terminal or an office on a Debian 12 machine, or in a folder that becomes one. Standard library only."""
