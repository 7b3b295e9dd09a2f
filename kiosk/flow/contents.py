"""Contents: what a service gives to a kind of step, so that one step class serves them all (docs/screens.md)."""


class Content:
    """What fills one stop. Each kind of step has a content of its own, with the words of its screen."""
