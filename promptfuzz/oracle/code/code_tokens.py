"""From source code to its tokens: without comments, and with every string whole, whatever marks stand in it."""

import re

_HASHES = frozenset(
    "python py python3 bash sh shell zsh ruby rb perl r julia elixir yaml yml toml make makefile dockerfile powershell "
    "ps1 nginx".split()
)
_SHELLS = frozenset("bash sh shell zsh".split())
_DASHED = frozenset("sql postgresql postgres mysql sqlite plsql tsql lua haskell hs".split())
_TAGGED = frozenset("html htm xhtml xml svg".split())
_LIFETIMES = frozenset({"rust", "rs"})
_SQL = frozenset("sql postgresql postgres mysql sqlite plsql tsql".split())

_DOUBLE = r"\"(?:[^\"\\\n]|\\.)*\""
_SINGLE = r"'(?:[^'\\\n]|\\.)*'"
_TICKED = r"`(?:[^`\\]|\\.)*`"
_TICKED_NAME = re.compile(r"`[A-Za-z_]\w*`")
_TRIPLE = r"\"\"\".*?\"\"\"|'''.*?'''"
_QUOTED = rf"{_DOUBLE}|{_SINGLE}|{_TICKED}"
# A pattern between slashes stands where a value may begin, so that it is no division.
_PATTERN = (
    r"(?:(?<=[(,=:\[!&|?;{}])|(?<=\breturn))\s*"
    r"/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*"
)
_BLOCK = r"/\*.{0,5000}?\*/"
# An address outside of a string, as in text between tags, begins no comment.
_SLASHES = rf"(?<!http:)(?<!https:)//[^\n]*|{_BLOCK}"


def _scanner(strings: str, comments: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<text>{strings})|(?P<comment>{comments})|\w+|[^\w\s]", re.DOTALL)


_BY_SLASH = _scanner(rf"{_QUOTED}|{_PATTERN}", _SLASHES)
_BY_SLASH_AND_LIFETIME = _scanner(rf"{_DOUBLE}|'(?:[^'\\\n]|\\[^'\n]+|\\')'", _SLASHES)
_BY_HASH = _scanner(rf"{_TRIPLE}|{_QUOTED}", r"(?<![\w'\"$&])#[^\n]*")
# In a shell a "#" inside a word, as in ${#name}, is a part of it, and a backslash keeps a quote from opening a string.
_BY_SHELL_HASH = _scanner(rf"\\.|{_DOUBLE}|'[^'\n]*'|{_TICKED}", r"(?<![^\s;|&()])#[^\n]*")
_BY_DASH = _scanner(r"\"[^\"\n]*\"|'[^']*'|`[^`]*`", rf"--[^\n]*|{_BLOCK}")
# Between tags an apostrophe opens nothing.
_BY_TAG = _scanner(r"(?<==)\"[^\"]*\"|(?<==)'[^']*'", r"<!--.{0,5000}?-->")
_BY_BLOCK = _scanner(rf"{_QUOTED}|\burl\([^)\n]*\)", _BLOCK)


def is_sql(language: str) -> bool:
    """Whether a language, by its name in small letters, is a dialect of SQL."""
    return language in _SQL


def is_shell(language: str) -> bool:
    """Whether a language, by its name in small letters, is that of a shell."""
    return language in _SHELLS


def has_braces(language: str) -> bool:
    """Whether a language, by its name in small letters, is taken for one with braces and semicolons, as JavaScript."""
    return language not in _HASHES and language not in _DASHED


def _of(language: str) -> re.Pattern[str]:
    if language in _SHELLS:
        return _BY_SHELL_HASH
    if language in _HASHES:
        return _BY_HASH
    if language in _DASHED:
        return _BY_DASH
    if language in _TAGGED:
        return _BY_TAG
    if language == "css":
        return _BY_BLOCK
    return _BY_SLASH_AND_LIFETIME if language in _LIFETIMES else _BY_SLASH


def code_tokens(source: str, language: str) -> list[str]:
    """Return the words, signs and whole strings of `source`, whose `language` is named in small letters.

    A name in ticks is a name in SQL.
    """
    found = (match for match in _of(language).finditer(source) if match["comment"] is None)
    tokens = [match.group().strip() for match in found]
    if language in _DASHED:
        tokens = [token.strip("`") if _TICKED_NAME.fullmatch(token) else token for token in tokens]
    return [f'"{token[1:-1]}"' if token[0] in "'`" and len(token) > 1 else token for token in tokens]


def without_comments(source: str, language: str) -> str:
    """Return `source` with a space for each comment."""
    return _of(language).sub(lambda match: match.group() if match["comment"] is None else " ", source)
