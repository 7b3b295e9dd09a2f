"""How a visit moves from step to step."""
