"""The board: what is due, with whom, where; and escalation 催办 of what is late."""
