"""Values of every answer type, each said in several forms that mean the same; forms.py wraps them further."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass

from promptfuzz.records import Answer, Choice, Code, Json, Label, List, Number, YesNo

_LABELS = (
    ("positive", "negative"), ("positive", "negative", "neutral"), ("spam", "not spam"), ("urgent", "normal", "low"),
    ("billing", "shipping", "returns", "other"), ("bug", "feature request", "question"), ("toxic", "safe"),
    ("refund", "exchange", "complaint"), ("sports", "politics", "science"), ("high", "medium", "low"),
)  # fmt: skip
_THINGS = ("The label is {}", "The category is {}", "The classification is {}", "I would classify this as {}",
           "This is {}", "The text is {}", "Label: {}", "Category: {}", "It should be labelled {}",
           "The correct label is {}", "This message is {}", "I would say {}")  # fmt: skip
_OPTIONS = (
    ("Paris", "London", "Rome"), ("red", "blue", "green", "yellow"), ("a mammal", "a bird", "a fish"),
    ("in winter", "in summer", "in spring"), ("Mercury", "Venus", "Mars", "Jupiter"), ("oxygen", "carbon", "iron"),
)  # fmt: skip
_YES = ("Yes, that is correct", "Yes, it does", "Yes, it is", "Yes, they are", "The answer is yes", "Correct",
        "True", "Yes, absolutely", "Yes, that is right", "Yes indeed", "Answer: yes", "That is correct",
        "It is true", "Yep", "Yeah")  # fmt: skip
_NO = ("No, that is not correct", "No, it does not", "No, it isn't", "No, they are not", "The answer is no",
       "Incorrect",
       "False", "No, absolutely not", "No, that is wrong", "Answer: no", "That is not correct", "It is false", "Nope",
       "No, it is not")  # fmt: skip
_ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
         "seventeen eighteen nineteen").split()  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERED = ("The answer is {}", "The total is {}", "It is {}", "There are {}", "Answer: {}", "Total: {}", "= {}",
             "The result is {}", "So the answer is {}", "That makes {}", "The total comes to {}")  # fmt: skip
# Each unit with other ways to write it.
_UNITS = (
    ("km", "kilometers", "kilometres"), ("kg", "kilograms", "kilogrammes"), ("minutes", "min", "mins"),
    ("hours", "h", "hrs"), ("days", "days"), ("%", "percent", "per cent"), ("cm", "centimeters", "centimetres"),
    ("GB", "gigabytes"), ("litres", "liters", "L"),
)  # fmt: skip
_MONEY = (("$", "USD", "dollars"), ("€", "EUR", "euros"), ("£", "GBP", "pounds"))
_ITEMS = ("apples", "bread", "olive oil", "rice", "milk", "green tea", "salt", "eggs", "butter", "tomatoes", "honey",
          "flour", "cheese", "black pepper", "carrots")  # fmt: skip
_KEYS = ("name", "age", "city", "total", "in_stock", "price", "tags", "score")
_CODE = (
    "def add(a, b):\n    return a + b",
    "def largest(values):\n    best = values[0]\n    for value in values:\n        if value > best:\n"
    "            best = value\n    return best",
    "def is_even(n):\n    return n % 2 == 0",
    "def greet(name):\n    return 'Hello ' + name",
    "total = 0\nfor n in range(10):\n    total += n\nprint(total)",
    "def count(words):\n    found = {}\n    for word in words:\n        found[word] = found.get(word, 0) + 1\n"
    "    return found",
    "def squares(n):\n    return [i * i for i in range(n)]",
    "def area(width, height):\n    if width < 0 or height < 0:\n        raise ValueError('negative')\n"
    "    return width * height",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One form of a value: its `text`, the name of the `form`, its `shape`, and the wraps that would change it."""

    text: str
    form: str
    shape: str = "short"
    unfit: tuple[str, ...] = ()


Made = tuple[Answer, list[Said]]


def label(rng: random.Random) -> Made:
    labels = rng.choice(_LABELS)
    value = rng.choice(labels)
    sentences = [Said(text.format(value), f"label in {text!r}", "sentence") for text in rng.sample(_THINGS, 4)]
    marked = [Said(_THINGS[0].format(mark.format(value)), f"label marked {mark}", "sentence")
              for mark in rng.sample(['"{}"', "'{}'", "**{}**", "`{}`", "*{}*"], 2)]  # fmt: skip
    bare = [Said(value, "label"), Said(value.capitalize(), "label, capital"), Said(value.title(), "label, title case")]
    return Label(*labels), [*bare, *sentences, *marked]


def choice(rng: random.Random) -> Made:
    options = rng.choice(_OPTIONS)
    at = rng.randrange(len(options))
    letter, text = "ABCD"[at], options[at]
    # "A FISH" and "a" may be read as the letter A
    unfit = ("lower", "upper", "brackets", "bullet", "heading")
    short = [Said(form.format(letter, text), f"choice {form}", "short", unfit)
             for form in ("{0}", "{0})", "({0})", "{0}.", "{0}) {1}", "{0}. {1}", "({0}) {1}", "{0}: {1}")]  # fmt: skip
    long = [Said(form.format(letter, text), f"choice {form}", "sentence", ("lower", "upper"))
            for form in ("The answer is {0}", "The correct answer is {0}", "The correct option is ({0})", "Option {0}",
                         "The correct answer is {0}) {1}", "I choose {0}", "The answer is option {0}",
                         "The best answer is {0}: {1}", "Answer: {0}", "The correct choice is **{0}**")]  # fmt: skip
    return Choice(*"ABCD"[: len(options)]), [*short, *long]


def yes_no(rng: random.Random) -> Made:
    word, forms = rng.choice((("yes", _YES), ("no", _NO)))
    said = [Said(text, f"{word}: {text!r}", "sentence") for text in rng.sample(forms, 6)]
    return YesNo(), [Said(word, word), Said(word.capitalize(), f"{word}, capital"), *said]


def in_words(number: int) -> str:
    """Return a number from 0 to 999,999 in English words."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = number % size
    joint = " and " if 0 < rest < 100 else " "
    return f"{in_words(number // size)} {name}" + (f"{joint}{in_words(rest)}" if rest else "")


def number(rng: random.Random) -> Made:
    made = rng.choice((_plain_number, _decimal, _measured, _money))
    forms = made(rng)
    sentences = [Said(text.format(said.text), f"{text!r} of {said.form}", "sentence")
                 for text in rng.sample(_NUMBERED, 3) for said in rng.sample(forms, 1)]  # fmt: skip
    return Number(), [*forms, *sentences]


def _plain_number(rng: random.Random) -> list[Said]:
    value = rng.choice((rng.randrange(2, 20), rng.randrange(20, 100), rng.randrange(100, 10_000),
                        rng.randrange(10_000, 900_000), 1000 * rng.randrange(1, 900)))  # fmt: skip
    forms = [Said(str(value), "digits"), Said(f"{value}.0", "digits .0"), Said(in_words(value), "words")]
    if value >= 1000:
        forms.append(Said(f"{value:,}", "separators"))
    return forms


def _decimal(rng: random.Random) -> list[Said]:
    value = rng.randrange(1, 10_000) / 10
    forms = {"decimal": "{}", "decimal, zero added": "{}0", "decimal, separators": "{:,.1f}", "three places": "{:.3f}"}
    return [Said(form.format(value), name) for name, form in forms.items()]


def _measured(rng: random.Random) -> list[Said]:
    value, units = rng.randrange(2, 5000), rng.choice(_UNITS)
    shown = [(str(value), "digits"), (f"{value:,}", "separators")] + [(in_words(value), "words")] * (value < 100)
    return [Said(f"{text}{'' if unit == '%' else ' '}{unit}", f"{form} with {unit}", "short", ("upper", "lower"))
            for unit in units for text, form in shown if not (form == "words" and unit == "%")]  # fmt: skip


def _money(rng: random.Random) -> list[Said]:
    value, (sign, code, word) = rng.randrange(2, 20_000), rng.choice(_MONEY)
    forms = ("{1}{0}", "{1}{0:,}", "{1}{0:,}.00", "{0} {2}", "{0:,} {3}", "{0:,}.00 {2}", "{2} {0:,}")
    return [Said(form.format(value, sign, code, word), f"money {form}") for form in forms]


def json_value(rng: random.Random) -> Made:
    value = {key: _json_item(key, rng) for key in rng.sample(_KEYS, rng.randrange(2, 6))}
    turned = dict(rng.sample(sorted(value.items()), len(value)))
    loose = json.dumps(value).replace(".5", ".50")
    fenced = f"```json\n{json.dumps(turned, indent=2)}\n```"
    texts = {
        "compact": json.dumps(value, separators=(",", ":")), "spaced": json.dumps(value), "sorted": json.dumps(turned),
        "indented": json.dumps(value, indent=2), "indented by 4": json.dumps(turned, indent=4), "fence": fenced,
        "bare fence": f"```\n{json.dumps(value)}\n```", "tabs": json.dumps(value, indent="\t"),
        "preamble, fence": f"Here is the JSON:\n\n{fenced}", "loose numbers": loose,
        "sentence": f"The result is {json.dumps(value)}.", "fence, remark": f"{fenced}\n\nThis has all the fields.",
    }  # fmt: skip
    return Json(), [Said(text, form, "block") for form, text in texts.items()]


def _json_item(key: str, rng: random.Random) -> object:
    if key in {"age", "total"}:
        return rng.randrange(1, 2000)
    if key in {"price", "score"}:
        return rng.randrange(1, 200) + 0.5
    if key == "in_stock":
        return rng.choice((True, False, None))
    return rng.sample(_ITEMS, 2) if key == "tags" else rng.choice(("Ada", "Lyon", "O'Neill & Co.", "Zoë", "a {b} c"))


def listing(rng: random.Random) -> Made:
    items = rng.sample(_ITEMS, rng.randrange(3, 7))
    ordered = rng.random() < 0.5
    rest, last = ", ".join(items[:-1]), items[-1]
    capital = [item.capitalize() for item in items]
    texts = {
        "bullets -": "\n".join(f"- {item}" for item in items), "bullets *": "\n".join(f"* {item}" for item in items),
        "bullets •": "\n".join(f"• {item}" for item in capital), "commas": ", ".join(items),
        "numbers .": "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1)),
        "numbers )": "\n".join(f"{n}) {item}" for n, item in enumerate(capital, 1)), "lines": "\n".join(items),
        "and": f"{rest} and {last}", "comma and": f"{rest}, and {last}.", "semicolons": "; ".join(items),
        "JSON array": json.dumps(items), "bold bullets": "\n".join(f"- **{item}**" for item in items),
        "spaced bullets": "\n\n".join(f"- {item}" for item in items), "indented": "\n".join(f"  - {i}" for i in items),
        "full stops": "\n".join(f"- {item}." for item in capital),
    }  # fmt: skip
    said = [Said(text, form, "block") for form, text in texts.items()]
    if not ordered:
        said.append(Said("\n".join(f"- {item}" for item in rng.sample(items, len(items))), "other order", "block"))
    return List(ordered=ordered), said


def code(rng: random.Random) -> Made:
    text = rng.choice(_CODE)
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    texts = {
        "bare": text, "fence": f"```python\n{text}\n```", "bare fence": f"```\n{text}\n```",
        "py fence": f"```py\n{text}\n```",
        "comment": "\n".join([*lines[:at], f"{indent}# a step", *lines[at:]]),
        "end comment": "\n".join([*lines[:at], f"{lines[at]}  # here", *lines[at + 1 :]]),
        "empty lines": "\n\n".join(lines), "indent of 2": text.replace("    ", "  "),
        "tabs": text.replace("    ", "\t"),
        "double quotes": text.replace("'", '"'), "spaces at ends": "\n".join(f"{line}  " for line in lines),
        "preamble": f"Here is the function:\n\n```python\n{text}\n```",
        "remark": f"```python\n{text}\n```\n\nThis takes linear time.",
        "tight": text.replace(" + ", "+").replace(", ", ","),
    }  # fmt: skip
    return Code(), [Said(one, form, "block") for form, one in texts.items()]


TYPES: dict[str, Callable[[random.Random], Made]] = {
    "label": label, "choice": choice, "yesno": yes_no, "number": number, "json": json_value, "list": listing,
    "code": code,
}  # fmt: skip
