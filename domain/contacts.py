"""How somebody is reached besides the letter: landline, e-mail, postcode. Mobile numbers: `domain.addresses`.

Only the form is checked; whether anybody answers there nobody can tell without asking. Sources: e-mail RFC 5321 §4.5.3.1
(lengths) and RFC 5322 §3.4.1 (dot-atom only). Unverified, so no more is asked for: postcodes have six digits, landlines an
area code of 0 and two or three digits, then seven or eight (Chongqing: 023 and eight).
"""

import re

LONGEST_PHONE = 12
LONGEST_EMAIL = 254
LONGEST_LOCAL_PART = 64

LANDLINE = re.compile(r"(?:010|02[0-9]|0[3-9][0-9]{2})?[2-8][0-9]{6,7}")
POSTCODE = re.compile(r"[0-9]{6}")
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+(?:[A-Za-z]{{2,63}}|xn--[A-Za-z0-9-]{{1,59}})")


def is_landline(phone: str) -> bool:
    """Tell whether `phone` (digits only) looks like a fixed line, with or without its area code: 02363651111, 63651111."""
    return LANDLINE.fullmatch(phone) is not None


def is_postcode(code: str) -> bool:
    """Tell whether `code` looks like a postcode 邮政编码."""
    return POSTCODE.fullmatch(code) is not None


def is_email(address: str) -> bool:
    """Tell whether `address` looks like an e-mail address."""
    local, _, _ = address.partition("@")
    return len(address) <= LONGEST_EMAIL and len(local) <= LONGEST_LOCAL_PART and EMAIL.fullmatch(address) is not None
