"""Prompts, their cases and their variants: what is asked, and how a rewording of it is written down."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from promptfuzz.errors import UsageError
from promptfuzz.records.answers import Answer, answer_from_dict
from promptfuzz.records.called import called
from promptfuzz.records.edits import (
    Change,
    apply_edits,
    change_from_dict,
    check_edits,
    count_slots,
    in_order,
    leave_slots,
    units,
)
from promptfuzz.records.template import escape_template, missing_slot, render_template, slot_counts

ROLES = ("system", "user", "assistant")


class Message(NamedTuple):
    """One chat message; `role` is ``system``, ``user`` or ``assistant``."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Case:
    """One set of slot values, given as a mapping or as pairs, with the answer that is `expected` where it is known."""

    values: tuple[tuple[str, str], ...]
    expected: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.values, Mapping):
            object.__setattr__(self, "values", tuple(self.values.items()))

    def to_dict(self) -> dict[str, str]:
        """Return the JSON form, as in a corpus file."""
        return dict(self.values) | ({} if self.expected is None else {"expected": self.expected})


def _text(value: object, what: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UsageError(f"expected {what} to be a text, got {value!r} of type {type(value).__name__}")
    return str(value)


def _expected(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _case(values: object, number: int) -> Case:
    if isinstance(values, Case):
        return values
    if not isinstance(values, Mapping):
        raise UsageError(f"expected case {number} to map slot names to texts, got {values!r}")
    slots = {
        name: _text(value, f"slot {name!r} of case {number}") for name, value in values.items() if name != "expected"
    }
    return Case(tuple(slots.items()), _expected(values.get("expected")))


def _message(value: object, number: int) -> Message:
    if isinstance(value, Message):
        return value
    if isinstance(value, Mapping) and set(value) == {"role", "content"}:
        role, content = value["role"], value["content"]
    elif isinstance(value, tuple | list) and len(value) == 2:
        role, content = value
    else:
        raise UsageError(f'expected history[{number}] like {{"role": "user", "content": "..."}}, got {value!r}')
    if role not in ROLES:
        raise UsageError(f"expected the role of history[{number}] to be one of {', '.join(ROLES)}, got role={role!r}")
    return Message(role, _text(content, f"the content of history[{number}]"))


def _texts(values: Iterable[str], what: str) -> tuple[str, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise UsageError(f"expected {what} to be a list of texts, got {values!r}")
    return tuple(_text(value, f"an entry of {what}") for value in values)


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Prompt:
    """An instruction template with its inputs.

    Args:
        template: source of the last user message, with ``{slots}``.
        slots: values of the slots, for a prompt with one case.
        cases: several sets of slot values, each with an optional ``expected`` answer.
        answer: the answer type; None infers it, ``pf.Text()`` switches inference off.
        system: source of the system message.
        history: fixed earlier messages, as ``{"role", "content"}``.
        id: a name that stays the same from run to run.
        rewordings: whole templates that ask the same, vouched for by you.
        contrasts: whole templates that ask for something else.

    Raises:
        UsageError: a slot has no value, or a value has no slot.
    """

    template: str
    cases: tuple[Case, ...]
    answer: Answer | None
    system: str | None
    history: tuple[Message, ...]
    id: str | None
    rewordings: tuple[str, ...]
    contrasts: tuple[str, ...]
    tags: tuple[str, ...]
    provenance: str | None
    _sources: Mapping[str, str] = field(init=False, compare=False)

    def __init__(
        self,
        template: str,
        *,
        slots: Mapping[str, object] | None = None,
        cases: Sequence[Mapping[str, object] | Case] | None = None,
        answer: Answer | None = None,
        system: str | None = None,
        history: Iterable[Mapping[str, str] | Message] = (),
        id: str | None = None,
        rewordings: Iterable[str] = (),
        contrasts: Iterable[str] = (),
        tags: Iterable[str] = (),
        provenance: str | None = None,
    ) -> None:
        if not isinstance(template, str):
            raise UsageError(f"expected template to be a text, got {template!r} of type {type(template).__name__}")
        if slots is not None and cases is not None:
            raise UsageError("expected slots=... for one case or cases=[...] for several, got both")
        if cases is not None and (isinstance(cases, Mapping) or not isinstance(cases, Iterable) or not cases):
            raise UsageError(f"expected cases to be a non-empty list of slot values, got cases={cases!r}")
        if answer is not None and not isinstance(answer, Answer):
            raise UsageError(f"expected answer to be an answer type such as pf.Label('a', 'b'), got answer={answer!r}")
        values = {
            "template": template,
            "cases": tuple(_case(case, number) for number, case in enumerate(cases or [slots or {}])),
            "answer": answer,
            "system": None if system is None else _text(system, "system"),
            "history": tuple(_message(message, number) for number, message in enumerate(history)),
            "id": None if id is None else _text(id, "id"),
            "rewordings": _texts(rewordings, "rewordings"),
            "contrasts": _texts(contrasts, "contrasts"),
            "tags": _texts(tags, "tags"),
            "provenance": provenance,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_sources", self._parts())
        self._check_slots()

    def __hash__(self) -> int:
        # Prompts are the key of many caches, and differ in these fields nearly always.
        return hash((self.template, self.system, self.id))

    def _check_slots(self) -> None:
        used = count_slots(self.sources)
        for number, case in enumerate(self.cases):
            values = dict(case.values)
            for name in used:
                if name not in values:
                    raise UsageError(missing_slot(name, values))
            for name in values:
                if name not in used:
                    raise UsageError(
                        f"expected every slot value to be used, got {name!r} in case {number} and no {{{name}}} in the "
                        f"template; write {{{name}}} where the value belongs, or leave it out"
                    )
        for kind in ("rewordings", "contrasts"):
            for text in getattr(self, kind):
                for name in slot_counts(text):
                    if name not in dict(self.cases[0].values):
                        raise UsageError(f"in {kind}: {missing_slot(name, dict(self.cases[0].values))}")

    @classmethod
    def literal(cls, text: str, **fields: Any) -> Self:
        """Make a prompt without slots that renders to exactly `text`; `fields` are those of the constructor."""
        return cls(escape_template(text), **fields)

    @property
    def key(self) -> str:
        """The id, or a name derived from the content where no id was given."""
        if self.id is not None:
            return self.id
        content = json.dumps([self.template, self.system, [list(m) for m in self.history]])
        return "prompt-" + hashlib.sha256(content.encode()).hexdigest()[:10]

    @property
    def slots(self) -> dict[str, str]:
        """The slot values of the first case."""
        return dict(self.cases[0].values)

    @property
    def sources(self) -> Mapping[str, str]:
        """The source text of every part that an edit may refer to."""
        return self._sources

    def _parts(self) -> dict[str, str]:
        parts = {"template": self.template}
        if self.system is not None:
            parts["system"] = self.system
        parts |= {f"history[{number}]": message.content for number, message in enumerate(self.history)}
        for number, case in enumerate(self.cases):
            parts |= {f"cases[{number}].{name}": value for name, value in case.values}
        return parts

    @property
    def text(self) -> str:
        """The last user message, rendered with the first case."""
        return Variant(self).text

    @property
    def messages(self) -> list[dict[str, str]]:
        """The chat messages, rendered with the first case."""
        return Variant(self).messages

    def variant(self, *edits: Change) -> "Variant":
        """Return this prompt with `edits`; without any it is the base."""
        return Variant(self, edits)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, as a line of a corpus file."""
        data: dict[str, Any] = {"id": self.id, "prompt": self.template, "system": self.system}
        if self.history:
            data["history"] = [message._asdict() for message in self.history]
        data["cases"] = [case.to_dict() for case in self.cases]
        if self.answer is not None:
            data["answer"] = self.answer.to_dict()
        data |= {name: list(getattr(self, name)) for name in ("rewordings", "contrasts", "tags") if getattr(self, name)}
        if self.provenance is not None:
            data["provenance"] = self.provenance
        return data

    def to_json(self) -> str:
        """Return the JSON text of :meth:`to_dict`."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, data: str | bytes | Mapping[str, Any]) -> Self:
        """Build a prompt from its JSON text or dict."""
        fields = _loaded(data)
        answer = fields.pop("answer", None)
        try:
            template = fields.pop("prompt")
        except KeyError:
            raise UsageError(f"expected the field 'prompt', got the fields {sorted(fields)!r}") from None
        return cls(template, answer=None if answer is None else answer_from_dict(answer), **fields)

    def __repr__(self) -> str:
        shown = [repr(self.template)]
        if len(self.cases) > 1 or self.cases[0].expected is not None:
            shown.append(f"cases={[case.to_dict() for case in self.cases]!r}")
        elif self.cases[0].values:
            shown.append(f"slots={dict(self.cases[0].values)!r}")
        if self.history:
            shown.append(f"history={[dict(message._asdict()) for message in self.history]!r}")
        rest = {
            name: getattr(self, name)
            for name in ("answer", "system", "id", "rewordings", "contrasts", "tags", "provenance")
        }
        shown += [f"{name}={value!r}" for name, value in rest.items() if value not in (None, ())]
        return f"pf.Prompt({', '.join(shown)})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - the printer's protocol
        printer.text(repr(self))


def _loaded(data: str | bytes | Mapping[str, Any]) -> dict[str, Any]:
    loaded: Any = data
    if isinstance(data, str | bytes):
        try:
            loaded = json.loads(data)
        except json.JSONDecodeError as error:
            raise UsageError(f"expected JSON, got {data[:80]!r} ({error})") from None
    if not isinstance(loaded, Mapping):
        raise UsageError(f"expected a JSON object, got {loaded!r}")
    return dict(loaded)


@dataclass(frozen=True, slots=True, repr=False)
class Variant:
    """A prompt with a set of edits; the empty set is the base.

    Raises:
        UsageError: the edits do not fit the prompt or each other, or change how often a slot occurs.
    """

    prompt: Prompt
    edits: tuple[Change, ...] = ()
    _sources: Mapping[str, str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        edits, sources = in_order(self.edits), self.prompt.sources
        if edits:
            check_edits(edits, sources)
        object.__setattr__(self, "edits", edits)
        object.__setattr__(self, "_sources", apply_edits(edits, sources) if edits else sources)
        if leave_slots(edits, sources):
            return
        before, after = count_slots(sources), count_slots(self._sources)
        if before != after:
            changed = sorted(name for name in before | after if before[name] != after[name])
            raise UsageError(
                f"expected every slot as often as before, got another count of {changed!r} after {edits!r}"
            )

    @classmethod
    def unchecked(cls, prompt: Prompt, edits: tuple[Change, ...]) -> Self:
        """Return the variant with `edits`, which are known to be valid together and in order.

        For samplers, which check alternatives once and then combine them thousands of times.
        """
        variant = object.__new__(cls)
        object.__setattr__(variant, "prompt", prompt)
        object.__setattr__(variant, "edits", edits)
        object.__setattr__(variant, "_sources", apply_edits(edits, prompt.sources))
        return variant

    @property
    def sources(self) -> Mapping[str, str]:
        """The source text of every part, with the edits applied."""
        return self._sources

    @property
    def units(self) -> tuple[tuple[Change, ...], ...]:
        """The edits, grouped into what is drawn, dropped and counted as one."""
        return units(self.edits)

    def render(self, case: int = 0) -> tuple[Message, ...]:
        """Return the chat messages with the slot values of case number `case`."""
        sources = self.sources
        values = {name: sources[f"cases[{case}].{name}"] for name, _ in self.prompt.cases[case].values}
        messages = []
        if "system" in sources:
            messages.append(Message("system", render_template(sources["system"], values)))
        for number, message in enumerate(self.prompt.history):
            messages.append(Message(message.role, render_template(sources[f"history[{number}]"], values)))
        messages.append(Message("user", render_template(sources["template"], values)))
        return tuple(messages)

    @property
    def text(self) -> str:
        """The last user message, rendered with the first case."""
        return self.render()[-1].content

    @property
    def messages(self) -> list[dict[str, str]]:
        """The chat messages, rendered with the first case."""
        return [dict(message._asdict()) for message in self.render()]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, from which the variant replays alone."""
        return {"prompt": self.prompt.to_dict(), "edits": [edit.to_dict() for edit in self.edits]}

    def to_json(self) -> str:
        """Return the JSON text of :meth:`to_dict`."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, data: str | bytes | Mapping[str, Any]) -> Self:
        """Build a variant from its JSON text or dict."""
        fields = _loaded(data)
        if set(fields) != {"prompt", "edits"}:
            raise UsageError(f"expected the fields 'prompt' and 'edits', got {sorted(fields)!r}")
        if not isinstance(fields["edits"], list | tuple):
            raise UsageError(f"expected edits to be a list, got {fields['edits']!r}")
        return cls(Prompt.from_json(fields["prompt"]), tuple(map(change_from_dict, fields["edits"])))

    def as_pasted(self) -> str:
        """Return the Python that makes it from its prompt, by what a test calls that, or else ``PROMPT``."""
        return f"{called(self.prompt.key, self.prompt.template)}.variant({', '.join(map(repr, self.edits))})"

    def __repr__(self) -> str:
        return f"{self.prompt!r}.variant({', '.join(map(repr, self.edits))})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 - the printer's protocol
        printer.text(self.as_pasted())
