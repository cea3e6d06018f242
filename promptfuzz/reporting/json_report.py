"""The JSON report: from results to a file of schema ``promptfuzz.report/1``, and back."""

from pathlib import Path

from promptfuzz.errors import UsageError
from promptfuzz.records import Results


def render_json(results: Results) -> str:
    """Return the JSON report as text, ending in a newline."""
    return results.to_json() + "\n"


def read_report(path: str | Path) -> Results:
    """Read a JSON report.

    Raises:
        UsageError: the file cannot be read or is no report.
    """
    try:
        return Results.from_json(Path(path).read_bytes())
    except OSError as error:
        raise UsageError(
            f"expected the path of a JSON report, got {str(path)!r} ({error.strerror}); "
            "promptfuzz run --report json=PATH writes one"
        ) from None
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None


def newest_report(folder: str | Path = "reports") -> Path:
    """Return the JSON report in `folder` that was written last.

    Raises:
        UsageError: there is none.
    """
    found = [path for path in Path(folder).glob("*.json") if path.is_file()]
    if not found:
        raise UsageError(
            f"expected a JSON report in {str(folder)!r}, got none; run promptfuzz run first, or give --report PATH"
        )
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
