"""Statistics: what came in, what became of it, how long it took; counts only, never a person."""
