"""The cabinet's I/O board: door, service key, presence, paper exits, lamps."""
