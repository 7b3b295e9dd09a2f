"""A citizen in software: runs the real terminal in a process of its own and touches its real screen."""
