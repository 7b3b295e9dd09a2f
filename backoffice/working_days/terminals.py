"""What terminals are told of the working-day tables: the years around today, signed, when others lie there."""

from backoffice.fleet.command_key import CommandKey
from backoffice.office import Work
from domain.clock import SHANGHAI
from domain.wire.v1_calendar import MOST_YEARS, Calendar, hash_of, year_of
from domain.wire.v1_fleet import Purpose, Signed


def signed_for(work: Work, terminal_id: str, lying: str | None) -> Signed | None:
    """Return the tables that count here, of last year and the years to come, unless just these lie at the terminal."""
    first = work.now.astimezone(SHANGHAI).year - 1
    tables = work.office.calendar.years
    years = [year_of(tables[year]) for year in range(first, first + MOST_YEARS) if year in tables]
    if not years or hash_of(years) == lying:
        return None
    told = Calendar(terminal_id=terminal_id, issued_at=work.now, years=years)
    return CommandKey(work.office.settings.keys_dir).sign(Purpose.CALENDAR, told)
