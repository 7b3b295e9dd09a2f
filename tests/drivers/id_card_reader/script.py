"""A scripted reader: which frame answers which request. Each answer may be one frame or a list of successive ones."""

from tests.drivers.id_card_reader import cards

Answers = dict[bytes, bytes | list[bytes]]

LAID_DOWN: Answers = {
    cards.STATUS: cards.reply(0x90),
    cards.SAM_ID: cards.reply(0x90, cards.SAM_NUMBER),
    cards.FIND: cards.FOUND,
    cards.SELECT: cards.SELECTED,
    cards.READ: cards.reply(0x90, cards.base(cards.resident())),
    cards.ADDRESS: cards.reply(0x91),
}

NO_CARD: Answers = {**LAID_DOWN, cards.FIND: cards.reply(0x80), cards.ADDRESS: cards.reply(0x41)}


class ReaderScript:
    """Answers whole requests; a list is used up from its front, its last frame stays."""

    def __init__(self, answers: Answers) -> None:
        self.answers: Answers = dict(answers)
        self.asked: list[bytes] = []

    def __call__(self, received: bytes) -> bytes | None:
        if len(received) < 10:
            return None
        self.asked.append(received)
        answer = self.answers.get(received, b"")
        if isinstance(answer, list):
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer
