"""The dock: a page on which a person plays the cabinet's outside world. It is served by the control API."""
