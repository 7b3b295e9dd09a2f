"""The acquirer: sign-on, sale, reversal. Any outcome of a sale but a verified approval or refusal is reversed."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock

from domain.clock import Clock
from domain.failures import FailureCode
from payment.backends.built_in import des
from payment.backends.built_in.journal import Attempt, AttemptDecided, Journal
from payment.backends.built_in.line import Line, NoAnswer, NotSent
from payment.backends.built_in.message import Answer, MessageInvalid, WrongMac, decode, encode
from payment.secret import Secret

log = logging.getLogger(__name__)

APPROVED = "00"
REVERSAL_TAKEN = frozenset({"00", "12", "25"})  # done, nothing to reverse, original not found
UNDECIDED = frozenset(
    {"06", "09", "68", "96", "98"}
)  # error, under way, too late, broken, no answer of the issuer: no refusals
SIGN_ON_AGAIN = frozenset({"77", "A0"})
NO_ANSWER, WRONG_MAC, CARD_REFUSED = "98", "A0", "96"  # why a sale is reversed, field 39
SALE_MODE = {"3": "000000", "22": "051", "25": "00", "49": "156"}
KIND_SALE, KIND_SIGN_ON, NETWORK = "22", "00", "003"
KEY_BYTES, CHECK_BYTES = 16, 4
TRIES_TO_TELL = 5
HEARD_LATELY_S = 180.0  # an acquirer that answered so short a time ago is taken to be there


class SignOnFailed(Exception):
    """The acquirer did not give working keys. `reached`: it answered."""

    def __init__(self, *, reached: bool) -> None:
        super().__init__("answered" if reached else "not reached")
        self.reached = reached


class ReversalPending(Exception):
    """An earlier sale is not clarified yet; nothing new may begin before it is."""


@dataclass(frozen=True)
class Merchant:
    """Who we are to the acquirer."""

    terminal: str  # 8 characters
    merchant: str  # 15 characters


@dataclass(frozen=True)
class WorkingKeys:
    """Keys of one sign-on. The PIN key stays wrapped: only the pad can open it."""

    pin_key: bytes = field(repr=False)  # wrapped under the pad's master key
    pin_check: bytes = field(repr=False)
    mac_key: Secret[bytes]


@dataclass(frozen=True)
class SaleData:
    """What the card and the pad give to a sale. Reprs show nothing."""

    number: Secret[str]
    track2: Secret[str]
    expiry: str = field(repr=False)
    sequence: str = field(repr=False)
    pin_block: Secret[bytes]
    chip_data: Secret[bytes]


@dataclass(frozen=True)
class SaleAnswer:
    """A verified answer to a sale."""

    response_code: str
    reference: str | None  # field 37; some banks send none
    authorisation: str | None  # field 38
    chip_answer: bytes = field(repr=False)  # field 55


class SaleUnclear(Exception):
    """No verified answer: the attempt must be reversed. `reason` is field 39 of the reversal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Acquirer:
    """One acquirer for one terminal; calls block."""

    def __init__(self, line: Line, journal: Journal, merchant: Merchant, mac_master_key: Secret[bytes], clock: Clock) -> None:
        self._line = line
        self._clock = clock
        self._journal = journal
        self._merchant = merchant
        self._master = mac_master_key
        self._reversing = Lock()
        self._signing_on = Lock()
        self._keys: WorkingKeys | None = None
        self._reversal_failure: FailureCode | None = None
        self._heard_at: float | None = None  # when the acquirer last answered; None: the last question was not answered

    @property
    def keys(self) -> WorkingKeys | None:
        """The working keys, once signed on."""
        return self._keys

    @property
    def reversal_failure(self) -> FailureCode | None:
        """Why a reversal does not get through that was tried :data:`TRIES_TO_TELL` times; until it does nobody can pay."""
        return self._reversal_failure

    def require_keys(self) -> WorkingKeys:
        """Return the working keys, signing on when there are none; raises :class:`SignOnFailed`.

        One sign-on at a time: each makes the keys of the one before useless.
        """
        with self._signing_on:
            return self._keys or self._sign_on()

    def require_line(self) -> WorkingKeys:
        """Return working keys of an acquirer that surely is there, signing on unless it answered a short time ago.

        Raises :class:`SignOnFailed`. Asked before a card is asked for: nobody types a PIN for nothing.
        """
        with self._signing_on:
            is_heard = self._heard_at is not None and self._clock.monotonic() - self._heard_at < HEARD_LATELY_S
            return self._keys if self._keys and is_heard else self._sign_on()

    def sign_on(self) -> WorkingKeys:
        """Fetch fresh working keys; raises :class:`SignOnFailed`."""
        with self._signing_on:
            return self._sign_on()

    def _sign_on(self) -> WorkingKeys:
        self._keys = None
        batch, trace = self._journal.next_trace()
        fields = {**self._own(), "11": trace, "60": KIND_SIGN_ON + batch + NETWORK, "63": "001"}
        try:
            answer = decode(self._ask(encode("0800", fields)), None)
        except (NotSent, NoAnswer) as error:
            raise SignOnFailed(reached=False) from error
        except MessageInvalid as error:
            raise SignOnFailed(reached=True) from error
        if not _answers(answer, "0810", fields) or answer.get("39") != APPROVED:
            raise SignOnFailed(reached=True)
        self._keys = self._unwrapped(bytes.fromhex(answer.get("62")))
        return self._keys

    def sell(self, attempt: Attempt, data: SaleData, keys: WorkingKeys) -> SaleAnswer:
        """Send a sale whose attempt is committed; return a verified answer.

        `keys` are those under which the PIN was encrypted. When a newer sign-on made them useless the MAC is wrong to the
        acquirer, and no try of the PIN is lost. Raises :class:`NotSent` (surely nothing left) and :class:`SaleUnclear`
        (must be reversed).
        """
        fields = self._sale_fields(attempt) | {
            "2": data.number.reveal(),
            "14": data.expiry,
            "23": data.sequence,
            "26": "12",
            "35": data.track2.reveal(),
            "52": data.pin_block.reveal().hex().upper(),
            "53": "2600000000000000",
            "55": data.chip_data.reveal().hex().upper(),
        }
        answer = self._exchange("0200", "0210", fields, keys.mac_key)
        if answer.get("39") in SIGN_ON_AGAIN:
            self._keys = None
        if answer.get("39") == WRONG_MAC:
            raise SaleUnclear(WRONG_MAC)  # the acquirer asks for a reversal after a wrong MAC
        if answer.get("39") in UNDECIDED:
            raise SaleUnclear(NO_ANSWER)  # the card may have been charged behind the acquirer
        if answer.get("39") == APPROVED and not _same_amount(answer, fields):
            raise SaleUnclear(NO_ANSWER)
        chip_answer = bytes.fromhex(answer.get("55"))
        return SaleAnswer(answer.get("39"), answer.get("37") or None, answer.get("38") or None, chip_answer)

    def require_nothing_pending(self) -> None:
        """Clarify earlier sales first; raises :class:`ReversalPending` when that is not possible now."""
        if self.reverse_pending():
            raise ReversalPending

    def reverse_pending(self) -> int:
        """Try to reverse everything that must be; return how much is left. Never raises for a line that is down."""
        failure: FailureCode | None = None
        with self._reversing:
            for attempt in self._journal.pending_reversals():
                self._journal.reversal_tried(attempt)
                failure = self._reverse(attempt)
                if failure is None:
                    with suppress(AttemptDecided):  # by an earlier answer to the same reversal
                        self._journal.reversed(attempt)
            left = self._journal.pending_reversals()
            is_stuck = any(attempt.reversal_tries >= TRIES_TO_TELL for attempt in left)
            self._reversal_failure = failure if is_stuck else None
            return len(left)

    def _reverse(self, attempt: Attempt) -> FailureCode | None:
        """Try once; None when it is done."""
        try:
            keys = self.require_keys()
            fields = self._sale_fields(attempt) | {
                "39": attempt.reversal_reason or NO_ANSWER,
                "61": attempt.batch + attempt.trace + f"{attempt.sent_at:%m%d}",
            }
            answer = self._exchange("0400", "0410", fields, keys.mac_key)
        except (SignOnFailed, SaleUnclear, NotSent) as error:
            log.warning("reversal not answered, try %d", attempt.reversal_tries + 1)
            return _named(error)
        if answer.get("39") in SIGN_ON_AGAIN:
            self._keys = None
        return None if answer.get("39") in REVERSAL_TAKEN else FailureCode.ACQUIRER_REFUSED

    def _exchange(self, kind: str, expected: str, fields: Mapping[str, str], key: Secret[bytes]) -> Answer:
        try:
            answer = decode(self._ask(encode(kind, fields, key)), key)
        except NoAnswer as error:
            raise SaleUnclear(NO_ANSWER) from error
        except WrongMac as error:
            self._distrust(key)
            raise SaleUnclear(WRONG_MAC) from error
        except MessageInvalid as error:
            raise SaleUnclear(NO_ANSWER) from error
        if not _answers(answer, expected, fields):
            raise SaleUnclear(NO_ANSWER)
        return answer

    def _distrust(self, key: Secret[bytes]) -> None:
        """Sign on before the next question: an acquirer that lost our keys cannot sign that it did."""
        if self._keys is not None and self._keys.mac_key is key:
            self._keys = None

    def _ask(self, message: bytes) -> bytes:
        self._heard_at = None
        answer = self._line.ask(message)
        self._heard_at = self._clock.monotonic()
        return answer

    def _own(self) -> dict[str, str]:
        return {"41": self._merchant.terminal, "42": self._merchant.merchant}

    def _sale_fields(self, attempt: Attempt) -> dict[str, str]:
        return {
            **SALE_MODE,
            **self._own(),
            "4": f"{attempt.amount_fen:012d}",
            "11": attempt.trace,
            "48": attempt.order_id.hex,
            "60": KIND_SALE + attempt.batch + NETWORK,
        }

    def _unwrapped(self, block: bytes) -> WorkingKeys:
        if len(block) != 2 * (KEY_BYTES + CHECK_BYTES):
            raise SignOnFailed(reached=True)
        pin_key, pin_check, wrapped, check = (
            block[:16],
            block[16:20],
            block[20:36],
            block[36:],
        )
        mac_key = des.decrypt(self._master.reveal(), wrapped)
        if des.check_value(mac_key) != check:
            raise SignOnFailed(reached=True)
        return WorkingKeys(pin_key, pin_check, Secret(mac_key))


def _named(error: SignOnFailed | SaleUnclear | NotSent) -> FailureCode:
    answered = (isinstance(error, SignOnFailed) and error.reached) or (
        isinstance(error, SaleUnclear) and error.reason == WRONG_MAC
    )
    return FailureCode.ACQUIRER_REFUSED if answered else FailureCode.ACQUIRER_UNREACHABLE


def _answers(answer: Answer, kind: str, fields: Mapping[str, str]) -> bool:
    """Tell whether this is the answer to that question: type, trace, terminal and merchant agree."""
    return answer.kind == kind and all(answer.get(number) == fields[number] for number in ("11", "41", "42"))


def _same_amount(answer: Answer, fields: Mapping[str, str]) -> bool:
    return answer.get("4") == fields["4"]
