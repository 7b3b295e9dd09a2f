"""填写: fields, one open above its pad at a time (docs/screens.md). What does not belong into a field never gets there."""

from collections.abc import Sequence

from kiosk.flow.contents import FormContent, FormField
from kiosk.flow.outcome import STAY, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, text_in


class Form(Step):
    """What only the citizen knows."""

    kind = "form"
    filled_by = FormContent

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(FormContent)
        fields = self._fields()
        # a value that stands here and is wrong was typed before and refused since: what is wrong is said at once
        self._errors = {one.name: error for one in fields if self._value(one) and (error := self._error(one))}
        wrong = [one.name for one in fields if self._error(one)]
        self._seen = set() if wrong else {one.name for one in fields}
        self._open((wrong or [one.name for one in fields] or [""])[0])

    def view(self) -> View:
        return {
            "words": self._content.words,
            "fields": [self._shown(one) for one in self._fields()],
            "active": self._active,
            "complete": self._content.is_complete(self.name, self.matter),
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "focus":
                self._focus(text_in(touch, "field"))
            case "type" | "backspace" | "clear":
                self._write(touch.action, text_in(touch, "field"), text_in(touch, "text"))
            case "next":
                return self._next()
        return STAY

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
