"""What users call their prompts, as far as their tests have shown: for lines that are there to be pasted."""

STAND_IN = "PROMPT"
_names: dict[tuple[str, str], str] = {}


def call_prompt(key: str, template: str, name: str | None) -> None:
    """Remember the Python expression by which a test module knows a prompt; None forgets it."""
    if name is None:
        _names.pop((key, template), None)
    else:
        _names[key, template] = name


def called(key: str, template: str) -> str:
    """Return the expression for a prompt, ``PROMPT`` where none is known."""
    return _names.get((key, template), STAND_IN)
