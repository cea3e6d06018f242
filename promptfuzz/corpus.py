"""Corpora: from a JSON Lines file, packaged or the user's own, to prompts; every bad line is refused with its mend."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from promptfuzz.errors import UsageError, closest
from promptfuzz.records import Prompt
from promptfuzz.records.prompts import ROLES

FIELDS = (
    "id", "prompt", "system", "history", "slots", "cases", "answer", "rewordings", "contrasts", "tags", "provenance",
)  # fmt: skip
PACKAGE = "promptfuzz.corpora"


class _BadField(Exception):
    """One thing wrong with one line; `field` is None where the line as a whole is wrong."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


def corpus_names() -> tuple[str, ...]:
    """Return the names of the packaged corpora, sorted."""
    try:
        folder = resources.files(PACKAGE)
    except ModuleNotFoundError:
        return ()
    return tuple(sorted(item.name.removesuffix(".jsonl") for item in folder.iterdir() if item.name.endswith(".jsonl")))


def load_corpus(name_or_path: str | os.PathLike[str]) -> list[Prompt]:
    """Return the prompts of a packaged corpus (``"starter"``) or of a JSON Lines file.

    Raises:
        UsageError: there is no such corpus, or lines of it are bad; the message names every one of them.
    """
    if name_or_path in corpus_names():
        data = resources.files(PACKAGE).joinpath(f"{name_or_path}.jsonl").read_bytes()
        return parse_corpus(data, f"corpus {name_or_path}")
    path = Path(name_or_path)
    try:
        return parse_corpus(path.read_bytes(), str(path))
    except FileNotFoundError:
        raise UsageError(_missing(str(name_or_path))) from None
    except OSError as error:
        raise UsageError(
            f"expected a readable corpus file, got {str(path)!r} ({error.strerror}); name a JSON Lines file"
        ) from None


def load_corpora(names_or_paths: Iterable[str | os.PathLike[str]], tags: Iterable[str] = ()) -> list[Prompt]:
    """Return the prompts of several corpora, only those with one of `tags` where tags are given.

    Raises:
        UsageError: a corpus is bad, two prompts share an id, or no prompt has a tag.
    """
    prompts: list[Prompt] = []
    came_from: dict[str, str] = {}
    for source in names_or_paths:
        for prompt in load_corpus(source):
            if prompt.key in came_from:
                raise UsageError(
                    f"expected every prompt id once, got id={prompt.key!r} in {came_from[prompt.key]} and again in "
                    f"{source}; rename one of them, or leave one corpus out"
                )
            came_from[prompt.key] = str(source)
            prompts.append(prompt)
    return with_tags(prompts, tags)


def with_tags(prompts: Iterable[Prompt], tags: Iterable[str]) -> list[Prompt]:
    """Return the prompts that have at least one of `tags`; all of them where no tags are given.

    Raises:
        UsageError: a tag belongs to none of the prompts.
    """
    prompts, wanted = list(prompts), list(tags)
    known = sorted({tag for prompt in prompts for tag in prompt.tags})
    for tag in wanted:
        if tag not in known:
            listed = f"one of {', '.join(known)}" if known else "left out, since no prompt here has tags"
            raise UsageError(f"expected tag to be {listed}, got tag={tag!r}{closest(tag, known)}")
    return [prompt for prompt in prompts if not wanted or set(wanted) & set(prompt.tags)]


def parse_corpus(data: bytes, where: str) -> list[Prompt]:
    """Return the prompts in the bytes of a JSON Lines file; `where` names it in messages.

    Raises:
        UsageError: lines are bad or there are none; the message names every bad line with its number and field.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{where}: expected UTF-8, got UTF-16; save the file as UTF-8")
    prompts: dict[int, Prompt] = {}
    bad: list[str] = []
    for number, line in _lines(data):
        try:
            prompts[number] = _prompt(line)
        except _BadField as error:
            field = "" if error.field is None else f", field {error.field!r}"
            bad.append(f"{where}, line {number}{field}: {error}")
    bad += _repeated(prompts, where)
    if bad:
        head = "" if len(bad) == 1 else f"{len(bad)} bad lines in {where}; nothing was loaded:\n"
        raise UsageError(head + "\n".join(bad))
    if not prompts:
        raise UsageError(f'{where}: expected at least one prompt, got an empty corpus; write {{"prompt": "..."}}')
    return list(prompts.values())


def _missing(given: str) -> str:
    names = corpus_names()
    folder = Path(given).parent
    near = closest(given, names)
    if not near and folder.is_dir():
        near = closest(Path(given).name, sorted(item.name for item in folder.iterdir() if item.is_file()))
    valid = f"a corpus name ({', '.join(names)}) or " if names else ""
    return f"expected {valid}the path of a JSON Lines file, got {given!r}, which is neither{near}"


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    # Not str.splitlines: it also splits at U+2028, which may stand unescaped in a JSON string.
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _repeated(prompts: Mapping[int, Prompt], where: str) -> Iterator[str]:
    first: dict[str, int] = {}
    for number, prompt in prompts.items():
        known = first.setdefault(prompt.key, number)
        if known == number:
            continue
        said = f"expected every id once, got {prompt.id!r} in line {known} and in line {number}; rename one of them"
        if prompt.id is None:
            said = (
                f"expected an id, since line {known} has the same prompt; give both an id, or put the inputs of both "
                "into the 'cases' of one line"
            )
        yield f"{where}, line {number}, field 'id': {said}"


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for name, value in pairs:
        if name in seen:
            raise _BadField(name, f"expected every field once, got {name!r} twice; drop one of them")
        seen[name] = value
    return seen


def _constant(name: str) -> None:
    raise _BadField(None, f'expected JSON, got {name}, which JSON does not have; write "{name}" or null')


def _object(line: bytes) -> dict[str, Any]:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise _BadField(
            None, f"expected UTF-8, got byte 0x{line[error.start]:02x} at column {error.start + 1}; save it as UTF-8"
        ) from None
    try:
        data = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
    except json.JSONDecodeError as error:
        near = text[max(0, error.pos - 12) : error.pos + 12].strip()
        raise _BadField(None, f"expected JSON, got {near!r} at column {error.colno} ({error.msg})") from None
    except (RecursionError, ValueError) as error:
        raise _BadField(None, f"expected JSON of ordinary size, got {error}") from None
    if not isinstance(data, dict):
        raise _BadField(None, f'expected a JSON object like {{"prompt": "..."}}, got {_shown(data)}')
    return data


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."


def _check(field: str, good: bool, wanted: str, value: object, mend: str) -> None:  # noqa: FBT001
    if not good:
        raise _BadField(field, f"expected {wanted}, got {_shown(value)}; write {mend}")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _check_text(field: str, value: object) -> None:
    _check(field, _is_text(value), "a non-empty text", value, f'"{field}": "..."')


def _check_texts(field: str, value: object) -> None:
    good = isinstance(value, list) and all(map(_is_text, value))
    _check(field, good, "a list of non-empty texts", value, f'"{field}": ["...", "..."]')


def _check_slots(field: str, value: object) -> None:
    _check(field, isinstance(value, dict), "slot names with their values", value, '{"review": "..."} for {review}')
    for name, item in value.items() if isinstance(value, dict) else ():
        good = name == "expected" or (isinstance(item, str | int | float) and not isinstance(item, bool))
        _check(field, good, f"a text for slot {name!r}", item, f'{{"{name}": "..."}}')


def _check_cases(field: str, value: object) -> None:
    cases = value if isinstance(value, list) else []
    _check(field, bool(cases), "a list with at least one case", value, '"cases": [{"review": "..."}]')
    for case in cases:
        _check_slots(field, case)


def _check_history(field: str, value: object) -> None:
    items = value if isinstance(value, list) else [None]
    good = all(isinstance(i, dict) and set(i) == {"role", "content"} and i["role"] in ROLES for i in items)
    _check(field, good, "a list of messages", value, '[{"role": "user", "content": "..."}]')


_CHECKS: dict[str, Callable[[str, object], None]] = {
    "id": _check_text, "prompt": _check_text, "system": _check_text, "provenance": _check_text,
    "rewordings": _check_texts, "contrasts": _check_texts, "tags": _check_texts,
    "slots": _check_slots, "cases": _check_cases, "history": _check_history,
}  # fmt: skip


def _prompt(line: bytes) -> Prompt:
    data = _object(line)
    for name in data:
        if name not in FIELDS:
            raise _BadField(name, f"expected one of {', '.join(FIELDS)}, got {name!r}{closest(name, FIELDS)}")
    if "prompt" not in data:
        raise _BadField("prompt", 'expected a text, got no such field; write "prompt": "..."')
    data = {name: value for name, value in data.items() if value is not None or name == "prompt"}
    if "slots" in data and "cases" in data:
        raise _BadField("slots", "expected 'slots' for one case or 'cases' for several, got both; drop one of them")
    for name, value in data.items():
        if name in _CHECKS:
            _CHECKS[name](name, value)
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise _BadField(name, "expected Unicode text, got half a surrogate pair (\\ud800 to \\udfff)") from None
    return _built(data)


def _built(data: Mapping[str, Any]) -> Prompt:
    """Build the prompt field by field, so that a refusal can be laid at the door of the field that caused it."""
    inputs = next((name for name in ("cases", "slots") if name in data), "prompt")
    late = ("answer", "rewordings", "contrasts")
    fields = {name: value for name, value in data.items() if name not in late}
    for field in (inputs, *(name for name in late if name in data)):
        fields[field] = data[field]
        try:
            prompt = Prompt.from_json(fields)
        except UsageError as error:
            raise _BadField(field, str(error).removeprefix(f"in {field}: ")) from None
    return prompt
