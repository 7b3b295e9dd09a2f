"""Everything the terminal says to the back office: now or later, and who it is."""
