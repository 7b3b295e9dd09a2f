"""A believable day of a city for the sandbox: invented people, terminals and clerks, worked by the office's own operations.

Nothing here knows a shortcut into a status: what the desks show came about by the calls that the desks make, on a clock that
begins some working days back. Only the sandbox may be filled, and only an empty database.
"""
