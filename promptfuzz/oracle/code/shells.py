"""From a text to the shell command that it is, and from a command to its words in one form."""

import re
from itertools import pairwise

_NAMES = frozenset(
    "apt apt-get awk aws az brew bun cargo cat cd chmod chown conda cp curl cut date df dig docker docker-compose du "
    "echo env export ffmpeg find gcc gcloud gem git go grep egrep gunzip gzip head helm ifconfig ip java journalctl jq "
    "kill killall kubectl less ln ls lsof make mkdir mv mysql nano netstat node npm npx nslookup openssl perl pgrep "
    "ping pip pip3 pkill pnpm poetry ps psql pwd pytest python python3 rg rm rmdir rsync ruby scp sed service sort ssh "
    "sudo systemctl tail tar tee terraform touch tr tree uniq unzip uv vi vim wc wget which xargs yarn yum zip".split()
)
# Words of English, too: they begin a command only where something else shows it.
_ENGLISH = frozenset(
    "cat cut date echo env export find go head java kill less make node ping python ruby service sort tail time touch "
    "tree watch which yarn zip".split()
)
_COMMENT_LINES = re.compile(r"(?:\s*(?:#|--|//)[^\n]*\n)*")
_PROMPT_SIGN = re.compile(r"^[ \t]*\$[ \t]+", re.MULTILINE)
_FIRST = re.compile(r"(?:sudo )?(\.{0,2}/[\w./-]+|[A-Za-z][\w.-]*)(?=[ \t\n]|$)(?! (?:[-+*/%&|^]?=|[-+*/%] ))")
_SIGN = re.compile(r"(?:^|\s)-{1,2}[A-Za-z0-9]|[|<>*~$\"']|&&|\./|\w/\w|\w\.\w|\w=\w|\s\.(?:\s|$)")
_FLAG = re.compile(r"\s--?[A-Za-z][\w-]*(?=[\s=]|$)")
# What a sentence has, and a command only inside of quotes.
_SPEECH = re.compile(
    r"(?<![-/.\w])(?:the|an|is|are|was|to|of|that|this|it|you|your|my|and|or|because|with|which|not|will|should)"
    r"(?![-/.\w])",
    re.IGNORECASE,
)
_STRINGS = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_MOST_WORDS, _SHORTEST, _LONGEST = 4, 3, 2_000
# "<file>" is a gap to fill in and no redirection.
_GAP = r"<[A-Za-z](?:[\w -]{0,40}\w)?>"
_WORD = re.compile(
    rf"\\\n|(?P<comment>(?<!\S)#[^\n]*)|(?P<join>(?!{_GAP})(?:&&|\|\||>>|<<|[|;&<>\n]+))"
    rf"|(?P<word>{_GAP}|(?:\\.|\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s|;&<>\"'\\]|[\"'\\])+)",
    re.DOTALL,
)
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'", re.DOTALL)
_HARMLESS = re.compile(r"[\w./:=@%+,-]+")
# Their flags are words ("-name"); a flag of the others is one letter, and flags without values may change places.
_WORDY = frozenset("find java javac gcc g++ clang openssl terraform go ffmpeg convert xargs docker kubectl".split())
_VALUELESS = frozenset("ls rm cp mkdir df wc cat".split())
_TESTS = frozenset("-type -name -iname -path -mtime -mmin -size -user".split())
_JOINED = frozenset(["!", "-not", "-o", "-or", "\\(", "-prune"])
_CLUSTER = re.compile(r"-[A-Za-z]{2,5}")
_COUNT = re.compile(r"-(\d+)")
_ALIASES = {"pip3": "pip", "python3": "python", "apt-get": "apt", "egrep": "grep"}


def is_command(text: str) -> bool:
    """Whether `text`, without talk around it, is a command for a shell rather than a sentence or another program."""
    line = _stripped(text).split("\n", 1)[0][:_LONGEST]
    first = _FIRST.match(line)
    if first is None:
        return False
    known = first[1] in _NAMES or "/" in first[1]
    if not known and not _FLAG.match(line, first.end()):
        return False
    bare = _STRINGS.sub("''", line[first.end() :])
    if _SPEECH.search(bare) or re.search(r"\w[!?:,]$|[a-z]{2}\.$", bare):
        return False
    if not known:
        return first[1].islower() and len(first[1]) >= _SHORTEST
    if not bare.strip():
        return "/" in first[1]
    return _SIGN.search(bare) is not None or (first[1] not in _ENGLISH and len(bare.split()) < _MOST_WORDS)


def _stripped(text: str) -> str:
    return _PROMPT_SIGN.sub("", _COMMENT_LINES.sub("", text.strip(), count=1)).strip()


def command_in(text: str) -> str | None:
    """Return the first paragraph of unfenced `text` that is a command, after a colon or on lines of its own."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = paragraph.strip().split("\n")
        for at, line in enumerate(lines):
            if is_command(line):
                return "\n".join(lines[at:])
            told, _, rest = line.partition(": ")
            if rest and not told.startswith("-") and is_command(rest) and told.count(" ") < len(told) / _MOST_WORDS:
                return "\n".join([rest, *lines[at + 1 :]])
    return None


def command_words(source: str) -> tuple[str, ...]:
    """Return the words and joining signs of commands: quotes that keep nothing are dropped, clusters of flags split."""
    found: list[str] = []
    for command in _commands(_PROMPT_SIGN.sub("", source.strip())):
        found += command if command[0] in {"|", ";", "&&", "||"} else _flagged(command)
    while found and found[-1] == ";":
        found.pop()
    return tuple(found)


def _commands(source: str) -> list[list[str]]:
    commands: list[list[str]] = [[]]
    for match in _WORD.finditer(source):
        if match["word"]:
            commands[-1].append(_QUOTED.sub(_unquoted, match["word"]))
        elif join := match["join"]:
            sign = ";" if not join.strip() else join.strip()
            if sign in {"|", ";", "&&", "||"}:
                commands += [[sign], []]
            else:
                commands[-1].append(sign)
    kept = [command for command in commands if command]
    return [command for at, command in enumerate(kept) if command != [";"] or (at and kept[at - 1] != [";"])]


def _unquoted(match: re.Match[str]) -> str:
    inner = match[2] if match[1] is None else match[1]
    if _HARMLESS.fullmatch(inner):
        return inner
    plain = match[1] is not None or not re.search(r"[$`\\\"!]", inner)
    return f'"{inner}"' if plain else match.group()


def _flagged(command: list[str]) -> list[str]:
    at = 1 if command[0] == "sudo" and len(command) > 1 else 0
    name = _ALIASES.get(command[at], command[at])
    if name == "python" and command[at + 1 : at + 3] == ["-m", "pip"]:
        name, at = "pip", at + 2
    words: list[str] = []
    for word in command[at + 1 :]:
        if name in {"head", "tail"} and (count := _COUNT.fullmatch(word)):
            words += ["-n", count[1]]
        elif name not in _WORDY and _CLUSTER.fullmatch(word):
            words += [f"-{letter}" for letter in word[1:]]
        else:
            words.append(word)
    if name in _VALUELESS:
        flags = sorted({word for word in words if re.fullmatch(r"-\w", word)})
        words = [*flags, *(word for word in words if word not in flags)]
    words = _sought(words) if name == "find" else words
    return [*(["sudo"] if command[0] == "sudo" else []), name, *words]


def _sought(words: list[str]) -> list[str]:
    """Return what "find" is asked with its tests in one order, and "-delete" where it asks "rm" to do that."""
    if "-exec" in words and words[words.index("-exec") + 1 :][:1] == ["rm"] and words[-1] in {"+", "\\;", '";"'}:
        words = [*words[: words.index("-exec")], "-delete"]
    starts = [at for at, word in enumerate(words[:-1]) if word in _TESTS]
    if _JOINED & set(words) or any(later - at != 2 for at, later in pairwise(starts)):
        return words
    tests = sorted(words[at : at + 2] for at in starts)
    return (
        words
        if not tests
        else [*words[: starts[0]], *(word for test in tests for word in test), *words[starts[-1] + 2 :]]
    )
