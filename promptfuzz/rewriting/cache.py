"""The file in which rewordings are kept: JSON Lines, one rewording a line, appended as soon as a model has answered."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from promptfuzz.errors import UsageError
from promptfuzz.models.protocol import Model

_FIELDS = {"template": str, "model": dict, "instruction": str, "sample": int, "output": str, "piece": int,
           "pieces": int, "accepted": bool, "reasons": list}  # fmt: skip
Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One rewording of one answer, or an answer without any (`rewording` None).

    Attributes:
        key: template, model, instruction and sample number: what the answer was given to.
        prompt: the key of the prompt, for people who read the file.
        output: what the model wrote.
        piece, pieces: which of the rewordings in the answer this is, and how many lines the answer has.
        accepted, score, reasons: the judgement; a person may change `accepted` in the file.
    """

    key: Key
    prompt: str
    output: str
    rewording: str | None
    accepted: bool
    reasons: tuple[str, ...] = ()
    score: float | None = None
    piece: int = 1
    pieces: int = 1

    def to_json(self) -> str:
        """Return the line as it stands in the file."""
        template, model, instruction, sample = self.key
        return json.dumps(
            {
                "prompt": self.prompt, "template": template, "model": json.loads(model), "instruction": instruction,
                "sample": sample, "output": self.output, "piece": self.piece, "pieces": self.pieces,
                "rewording": self.rewording, "accepted": self.accepted, "score": self.score,
                "reasons": list(self.reasons),
            },
            ensure_ascii=False,
        )  # fmt: skip


def key_of(template: str, model: Model, instruction: str, sample: int) -> Key:
    """Return what an answer hangs on; two models of one name, version and settings share their answers."""
    digest = hashlib.sha256(template.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return digest, _sorted({"name": model.name, "version": model.version} | dict(model.settings)), instruction, sample


def _sorted(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False)


@dataclass(slots=True)
class Cache:
    """The answers in a file, by what they were given to; without a path they are kept only as long as this object."""

    path: Path | None
    answers: dict[Key, list[Line]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: object) -> "Cache":
        """Read the file, if it is there. A last line that was cut by a killed run is left out.

        Raises:
            UsageError: the path is none, or another line is not one of ours.
        """
        if path is None:
            return cls(None)
        if not isinstance(path, str | os.PathLike):
            raise UsageError(
                f"expected cache to be the path of a JSON Lines file, got cache={path!r} of type "
                f"{type(path).__name__}; write cache='rewrites.jsonl'"
            )
        opened = cls(Path(path))
        for line in _lines(Path(path)):
            opened._keep(line)
        opened.answers = {key: lines for key, lines in opened.answers.items() if len(lines) == lines[0].pieces}
        return opened

    def _keep(self, line: Line) -> None:
        """Keep a line in its place; of two processes that asked the same, the later one counts."""
        lines = [other for other in self.answers.get(line.key, []) if other.pieces == line.pieces]
        lines = [other for other in lines if other.piece != line.piece]
        self.answers[line.key] = sorted([*lines, line], key=lambda one: one.piece)

    def add(self, lines: Iterable[Line]) -> None:
        """Append the lines of an answer in one write, so that a killed run loses at most the last line."""
        lines = list(lines)
        for line in lines:
            self._keep(line)
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(line.to_json() + "\n" for line in lines)
        with self.path.open("a+b", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            if end:
                file.seek(end - 1)
                text = text if file.read(1) == b"\n" else "\n" + text
            file.write(text.encode("utf-8", "surrogatepass"))


def _lines(path: Path) -> Iterator[Line]:
    try:
        content = path.read_bytes().decode("utf-8", "surrogatepass")
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"expected {path} to be a JSON Lines file of rewordings, got {error}") from None
    for number, text in enumerate(content.split("\n"), 1):
        if not text.strip():
            continue
        try:
            data = json.loads(text)
        except ValueError:
            if '{"prompt": '.startswith(text[:11]):
                continue  # a killed run left it; its answer is asked for again
            raise _refused(path, number, text) from None
        yield _read(data, path, number)


def _read(data: Any, path: Path, number: int) -> Line:
    known = isinstance(data, dict) and all(isinstance(data.get(name), kind) for name, kind in _FIELDS.items())
    if not known or not isinstance(data.get("rewording"), str | None):
        raise _refused(path, number, json.dumps(data, ensure_ascii=False))
    key = (data["template"], _sorted(data["model"]), data["instruction"], data["sample"])
    reasons = tuple(map(str, data["reasons"]))
    return Line(
        key, str(data.get("prompt")), data["output"], data["rewording"], data["accepted"], reasons, data.get("score"),
        data["piece"], data["pieces"],
    )  # fmt: skip


def _refused(path: Path, number: int, text: str) -> UsageError:
    return UsageError(
        f"expected line {number} of {path} to be a rewording that pf.rewrites wrote, got {text[:80]!r}; mend or delete "
        "the line, or give another cache=..."
    )
