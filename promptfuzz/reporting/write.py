"""Report files: from ``FORMAT[=PATH]`` and results to files, each written whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from promptfuzz.errors import UsageError, closest
from promptfuzz.records import Results
from promptfuzz.validation import check_name


def _html(results: Results) -> str:
    from promptfuzz.reporting.html import render_html  # jinja2 only where a page is written

    return render_html(results)


def _json(results: Results) -> str:
    from promptfuzz.reporting.json_report import render_json

    return render_json(results)


FORMATS: dict[str, Callable[[Results], str]] = {"html": _html, "json": _json}
DEFAULT_FOLDER = "reports"


@dataclass(frozen=True, slots=True)
class Target:
    """A report to write: its `format` and where it goes."""

    format: str
    path: Path


def parse_target(text: str) -> Target:
    """Read ``FORMAT`` or ``FORMAT=PATH``; without a path it is ``reports/promptfuzz.FORMAT``.

    Raises:
        UsageError: the format is unknown, or the path is empty, a folder or in one that cannot be written.
    """
    name, given, path = text.partition("=")
    if name not in FORMATS:
        near = closest(name, FORMATS)
        suffix = Path(text).suffix.removeprefix(".").lower()
        if suffix in FORMATS and not given:
            near = f"; write --report {suffix}={text}"
        raise UsageError(
            f"expected a report as FORMAT or FORMAT=PATH, FORMAT one of {', '.join(FORMATS)}, got {text!r}{near}"
        )
    if given and not path:
        raise UsageError(f"expected a path after {text!r}; write {name}=report.{name}, or {name} alone")
    target = Path(path) if given else Path(DEFAULT_FOLDER, f"promptfuzz.{name}")
    if target.is_dir():
        raise UsageError(
            f"expected the path of a file, got the folder {str(target)!r}; write {name}={target / 'report'}.{name}"
        )
    _check_writable(target)
    return Target(name, target)


def _check_writable(target: Path) -> None:
    """Refuse before a run, which costs calls, what could not be written after it."""
    if _is_special(target):
        if not os.access(target, os.W_OK):
            raise UsageError(f"expected to write {str(target)!r}, got no right to; name another path")
        return
    folder = next(parent for parent in Path(os.path.realpath(target)).parents if parent.exists())
    if not folder.is_dir():
        raise UsageError(
            f"expected to write {str(target)!r}, got the file {str(folder)!r} in its way; name another path"
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(
            f"expected to write {str(target)!r}, got the read-only folder {str(folder)!r}; name another path"
        )


def write_report(results: Results, format: str, path: str | Path) -> Path:
    """Write one report file and return its path.

    Raises:
        UsageError: the format is unknown, or the file cannot be written.
    """
    path = Path(path)
    write_text(path, FORMATS[check_name("format", format, FORMATS)](results))
    return path


def write_text(path: str | Path, text: str) -> None:
    """Write `text` to `path` as UTF-8, making its folders; a reader sees the old file or the new one, never half.

    A link stays, and what it leads to is written; a pipe or a device is written as it stands.

    Raises:
        UsageError: the file cannot be written.
    """
    path = Path(path)
    # A model may answer with half a surrogate pair: "\ud800" is what JSON calls it, too.
    content = text.encode("utf-8", errors="backslashreplace")
    try:
        if _is_special(path):
            path.write_bytes(content)
        else:
            _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise UsageError(f"expected to write {str(path)!r}, got {error.strerror}; name another path") from None


def _is_special(path: Path) -> bool:
    """Whether there is something that is neither a file nor a folder, such as a pipe or a device."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
