"""Words of the business shared by terminal and office.

Nothing here reads a file, opens a socket or asks the time (but for :mod:`domain.clock`); whoever calls hands in texts, tables
and the clock.
"""
