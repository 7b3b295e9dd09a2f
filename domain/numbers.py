"""The application number 流水号: sixteen digits, allotted by the terminal without asking anybody.

Form ``YYMMDD TTTT SSSSS C``: day, number of the terminal (given at enrolment), running number of that terminal and day,
check digit (ISO 7064 MOD 11,10). Shown in groups of four.
"""

from datetime import date

from stdnum.iso7064 import mod_11_10

LENGTH = 16


def allot(day: date, terminal_number: int, running: int) -> str:
    """Compose a number; raises :class:`ValueError` when a part does not fit its digits."""
    if not 1 <= terminal_number <= 9999:
        raise ValueError("terminal number must be 1..9999")
    if not 1 <= running <= 99999:
        raise ValueError("running number must be 1..99999")
    body = f"{day:%y%m%d}{terminal_number:04d}{running:05d}"
    return body + mod_11_10.calc_check_digit(body)


def is_valid(number: str) -> bool:
    """Tell whether `number` has the right length and check digit."""
    return len(number) == LENGTH and number.isascii() and number.isdigit() and mod_11_10.is_valid(number)


def grouped(number: str) -> str:
    """Return the number in groups of four, as people read it."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
