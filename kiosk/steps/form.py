"""填写: fields, one open above its pad at a time (docs/screens.md). What does not belong into a field never gets there."""

from collections.abc import Sequence

from drivers.code_scanner.contract import ScannedCode
from kiosk.flow.contents import FormContent, FormField
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Forward, Outcome, Retry
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, text_in

SCAN = "scan"
WRONG_CODE = "form_error.wrong_code"


class Form(Step):
    """What only the citizen knows."""

    kind = "form"
    filled_by = FormContent

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(FormContent)
        self._scanner_listens = False
        fields = self._fields()
        # a value that stands here and is wrong was typed before and refused since: what is wrong is said at once
        self._errors = {one.name: error for one in fields if self._value(one) and (error := self._error(one))}
        wrong = [one.name for one in fields if self._error(one)]
        self._seen = set() if wrong else {one.name for one in fields}
        self._open((wrong or [one.name for one in fields] or [""])[0])

    def enter(self) -> Outcome:
        if self._content.scanned is not None:
            self._listen()
        return STAY

    def view(self) -> View:
        return {
            "words": self._content.words,
            "scanner": self._scanner_listens,
            "fields": [self._shown(one) for one in self._fields()],
            "active": self._active,
            "last": self._is_last(),
            "again": self._again_in(),
            "complete": self._content.is_complete(self.name, self.matter),
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "focus":
                self._focus(text_in(touch, "field"))
            case "type" | "backspace" | "clear":
                self._write(touch.action, text_in(touch, "field"), text_in(touch, "text"))
            case "again" if self._content.again is not None and self._again_in() == 0:
                self._content.again.forget(self.matter)
                return Retry(self._content.again.stop)
            case "next":
                return self._next()
        return STAY

    def _again_in(self) -> int | None:
        again = self._content.again
        return None if again is None else again.seconds_left(self.matter)

    def done(self, done: Done) -> Outcome:
        if done.job == SCAN and isinstance(done.result, ScannedCode):
            self._take_code(done.result.text)
            self._listen()
        elif done.job == SCAN:
            self._scanner_listens = False  # nobody is asked to hold anything before it; the keys are there
        return STAY

    def _listen(self) -> None:
        self._scanner_listens = True
        self.bench.jobs.start(SCAN, self.bench.workers.scan_code)

    def _take_code(self, text: str) -> None:
        """Write what was scanned into its field; whatever else it is says that it is not what was meant."""
        one, value = self._find(self._content.scanned or ""), self._content.of_code(text)
        if one is None:
            return
        if value is None:
            self._errors[one.name] = WRONG_CODE
            return
        self._open(one.name)
        self.matter.answers.typed[self.name, one.name] = one.sort_of.written("type", "", value, one.room)
        self._errors.pop(one.name, None)

    def _focus(self, name: str) -> None:
        if self._find(name) is not None:
            self._open(name)

    def _write(self, action: str, name: str, text: str) -> None:
        """Change the open field; a key struck for another one came too late."""
        one = self._find(name)
        if one is None or name != self._active:
            return
        self.matter.answers.typed[self.name, name] = one.sort_of.written(action, self._value(one), text, one.room)
        self._errors.pop(name, None)

    def _next(self) -> Outcome:
        """To the next field that is empty or wrong, else on; what is wrong with the open one holds it open."""
        fields = self._fields()
        active = next((index for index, one in enumerate(fields) if one.name == self._active), 0)
        for one in (*fields[active:], *fields[:active]):
            error = self._error(one)
            if error and (one.name == self._active or self._value(one)):
                self._errors[one.name] = error
            if error or one.name not in self._seen:
                self._open(one.name)
                return STAY
        return Forward()

    def _is_last(self) -> bool:
        """Tell whether `next` would lead on, were the open field right."""
        others = (one for one in self._fields() if one.name != self._active)
        return all(one.name in self._seen and not self._error(one) for one in others)

    def _open(self, name: str) -> None:
        self._active = name
        self._seen.add(name)

    def _fields(self) -> Sequence[FormField]:
        return self._content.fields(self.matter)

    def _find(self, name: str) -> FormField | None:
        return next((one for one in self._fields() if one.name == name), None)

    def _value(self, one: FormField) -> str:
        return self.matter.answers.text(self.name, one.name)

    def _error(self, one: FormField) -> str | None:
        return self._content.error(self.name, one, self.matter)

    def _shown(self, one: FormField) -> dict[str, Json]:
        return {
            "name": one.name,
            "pad": one.sort_of.pad,
            "value": self._value(one),
            "error": self._errors.get(one.name),
            "required": one.required,
            "longest": one.room,
        }
