"""Every paraphrase mutator: what it says, what it leaves alone, and whether any mixture of them is still English."""

import pkgutil
import random
import re
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

import promptfuzz.strategies
from promptfuzz.mutators import MUTATORS, Sampler, propose_sites
from promptfuzz.records import Prompt, Variant, slot_counts
from promptfuzz.render import protected_spans

for _module in pkgutil.iter_modules(promptfuzz.strategies.__path__):
    if _module.name.startswith("paraphrase_"):
        import_module(f"promptfuzz.strategies.{_module.name}")
NAMES = sorted(
    name for name, item in MUTATORS.items() if item.function.__module__.startswith("promptfuzz.strategies.paraphrase_")
)


def prompt(template, **fields):
    system = fields.get("system") or ""
    slots = {name: f"the {name}" for name in slot_counts(template) | slot_counts(system)}
    return Prompt(template, slots=slots, **fields)


def alternatives(mutator, template, **fields):
    """Return the templates that the alternatives of `mutator` make, site by site."""
    base = prompt(template, **fields)
    part = "system" if fields.get("system") else "template"
    sites = propose_sites(base, ["paraphrase"], [mutator]).sites
    return [[Variant(base, edits).sources[part] for edits in site.alternatives] for site in sites]


TEMPLATES = {
    "sentiment": (
        "Classify the sentiment of the review as positive or negative. Reply with one word.\n\nReview: {review}"
    ),
    "extract": (
        "You are an accountant. Extract the order from the message below. Return a JSON object with the keys "
        '"item" and "price". If you are not sure, leave the value empty.\n\nMessage: {message}\nJSON:'
    ),
    "summary": "Summarise the following report in at most three sentences. Do not name people.\n\nReport: {report}",
    "question": "Is this email spam? Answer with yes or no only.\n\nEmail: {email}",
    "polite": "Could you please translate the text below into French? Thanks.\n\nText: {text}",
    "rules": "Rewrite the sentence.\n- Keep the meaning.\n- Don't use more than 20 words.\n\nSentence: {sentence}",
    "fragments": "Decide whether the comment is toxic. Only the label, in lower case.\n\nComment: {comment}",
    "input first": '{review}\n\nIs this review positive or negative? Answer "positive" or "negative".',
    "policy": (
        "Your task is to analyze the reviews. Always answer as JSON. You may skip empty reviews. The output should be "
        "given in English. If a review is ambiguous, leave it out. Do not include duplicates. "
        "Provide a description of each review. Return only the list."
    ),
    "voice": "List all the cities in the text. Return only the cities. Write the answer in English.\n\nText: {text}",
    "please": "Please list approximately five colours that somebody would like, separated by commas.",
}


@pytest.mark.parametrize("name", NAMES)
def test_every_mutator_offers_something_and_says_what_it_does(name):
    offered = [propose_sites(prompt(t), ["paraphrase"], [name]).sites for t in TEMPLATES.values()]
    with_system = propose_sites(prompt("{x}", system=TEMPLATES["extract"].split(" Extract")[0]), ["paraphrase"], [name])
    assert any(offered) or with_system.sites
    summary = MUTATORS.get(name).summary
    assert summary.endswith((".", "?")) and len(summary) < 120


SAID = [
    (
        "task-verbs",
        "Classify the review as good or bad.",
        ["Label the review as good or bad.", "Categorize the review as good or bad."],
    ),
    (
        "task-verbs",
        "Extract the date from the text.",
        ["Get the date from the text.", "Pull the date from the text.", "Pull the date out of the text."],
    ),
    ("answer-verbs", "Return the name.", ["Output the name.", "Give the name."]),
    ("only-phrases", "Write only the date.", ["Write just the date."]),
    (
        "length-limits",
        "Use at most 12 words.",
        ["Use a maximum of 12 words.", "Use up to 12 words.", "Use 12 words or fewer."],
    ),
    ("fixed-phrases", "Put it on its own line.", ["Put it on a separate line.", "Put it on a line of its own."]),
    ("register-words", "Decide whether it rains.", ["Decide if it rains."]),
    ("condition-words", "If it rains, say so.", ["When it rains, say so."]),
    (
        "polite-requests",
        "Name the city of the sender.",
        [
            "Please name the city of the sender.",
            "Could you name the city of the sender?",
            "Can you name the city of the sender?",
            "Could you please name the city of the sender?",
            "Would you please name the city of the sender?",
            "Would you mind naming the city of the sender?",
        ],
    ),
    ("less-politeness", "Please name the city.", ["Name the city.", "Kindly name the city."]),
    ("less-politeness", "Could you name the city?", ["Please name the city.", "Name the city."]),
    (
        "task-statements",
        "Name the city.",
        [
            "I would like you to name the city.",
            "I want you to name the city.",
            "I need you to name the city.",
            "I'd like you to name the city.",
            "Your task is to name the city.",
            "Your job is to name the city.",
            "You are to name the city.",
            "Please help me name the city.",
            "I need help naming the city.",
        ],
    ),
    (
        "stressed-answers",
        "Name the city. Do not explain it.",
        [
            "Name the city. Make sure you do not explain it.",
            "Name the city. Be sure not to explain it.",
            "Name the city. Make sure not to explain it.",
            "Name the city. Take care not to explain it.",
        ],
    ),
    ("joined-sentences", "Name the city. Reply with one word.", ["Name the city and reply with one word."]),
    ("closing-thanks", "Name the city.", [f"Name the city. {thanks}" for thanks in ("Thank you.", "Thanks.", "Many thanks.", "Thank you in advance.", "Thanks in advance.")]),
    ("greetings", "You will get a text.", [f"{hello} You will get a text." for hello in ("Hello.", "Hi.", "Hello!", "Hi there.")]),
    ("task-headlines", "Name the city.", ["Task: Name the city.", "Your task: name the city."]),
    ("plainer-statements", "Your job is to name the city.", ["Your task is to name the city.", "You are to name the city.", "Name the city."]),
    ("direct-questions", "Determine the language of the text.", ["What is the language of the text?", "Can you tell me the language of the text?", "Could you tell me the language of the text?"]),
    ("telegraphic-answers", "Name it. Do not use any emojis.", ["Name it. No emojis."]),
    ("telegraphic-answers", "Name it. Reply with a single word.", ["Name it. A single word only."]),
    ("nothing-else", "Return only the date.", ["Return only the date, nothing else.", "Return only the date and nothing else."]),
    ("output-phrases", "Give it as JSON.", ["Give it in JSON.", "Give it in JSON format."]),
    ("obligations", "Always answer politely.", ["Make sure you always answer politely.", "Be sure to always answer politely.", "You should always answer politely.", "You must always answer politely."]),
    ("prohibitions", "Never answer rudely.", ["Do not ever answer rudely.", "You must never answer rudely.", "You should never answer rudely."]),
    ("permissions", "You may skip it.", ["You can skip it.", "You are allowed to skip it.", "Feel free to skip it."]),
    ("missing-answers", "If it is ambiguous, skip it.", ["If it is unclear, skip it."]),
    ("passive-voice", "Write the answer in French.", ["The answer should be written in French.", "The answer must be written in French."]),
    ("passive-voice", "The answer must be written in French.", ["Write the answer in French."]),
    ("passive-verbs", "It must be left out.", ["It must be omitted."]),
    ("nominalisations", "Give a summary of the text.", ["Summarize the text.", "Sum up the text."]),
    ("task-verbs", "Sum it up by extracting the dates.", ["Sum it up by pulling out the dates.", "Sum it up by picking out the dates."]),
    ("task-verbs", "The assistant classifies each email.", ["The assistant categorizes each email."]),
    (
        "input-references",
        "Read the text. {text}",
        ["Read this text. {text}", "Read the text below. {text}", "Read the following text. {text}"],
    ),
    ("input-references", "Read the following text: {text}", ["Read the text below: {text}", "Read this text: {text}"]),
    ("contractions", "Name it. Do not explain it.", ["Name it. Don't explain it."]),
    ("spelling-variants", "Name the colour.", ["Name the color."]),
    ("answer-counts", "List cities in 2 sentences.", ["List cities in two sentences."]),
    (
        "embedded-questions",
        "Is this email spam?",
        [
            "Decide whether this email is spam.",
            "Tell me whether this email is spam.",
            "Say whether this email is spam.",
        ],
    ),
    (
        "embedded-questions",
        "Which cities does the traveller visit?",
        [
            "Tell me which cities the traveller visits.",
            "Say which cities the traveller visits.",
            "State which cities the traveller visits.",
            "Can you tell me which cities the traveller visits?",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "base", "said"), SAID)
def test_what_a_mutator_says(name, base, said):
    assert alternatives(name, base)[0] == said


def test_role_statements():
    said = alternatives("role-statements", "{x}", system="You are an editor at a public office.")
    roles = ("You work as", "Act as", "Take the role of", "Imagine that you are")
    assert said == [[f"{role} an editor at a public office." for role in roles]]


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("register-words", "The comment may try to tell you how to rate it."),
        ("answer-verbs", "Decide whether the guest wants to return the key."),
        ("answer-verbs", "Customers must return the item within 30 days."),
        ("answer-verbs", "A function should return the list it was given."),
        ("answer-verbs", "Reward a person who writes the letter."),
        ("task-verbs", "The customer should keep the box and read the note."),
        ("polite-requests", "No quotation is required in that case."),
        ("polite-requests", "Just the code, because it goes straight into a parser."),
        ("condition-words", "If something arrived broken, send a new one."),
        ("condition-words", "If the customer paid twice, say so."),
        ("condition-words", "Write down when the parcel left."),
        ("plainer-statements", "You will get a message."),
        ("spelling-variants", "Name the traveller.\n\nTraveller: {x}"),
        ("spelling-variants", 'Name the colour under the key "colour".'),
        ("input-references", "Read this again. Return only the code.\n\n{code}"),
        ("task-verbs", "Judge what the comment says."),
        ("task-verbs", "Assess how the speaker handles objections."),
        ("task-verbs", "Name the file after its first heading."),
        ("task-verbs", "Report the user to moderation."),
        ("task-verbs", "Compare the steps to reproduce it."),
        ("task-verbs", "Close the ticket."),
        ("task-statements", "Given the passage, answer the question. Quote the sentence you used."),
        ("fixed-phrases", "Answer without a full stop."),
        ("embedded-questions", "Does the patient message need a reply?"),
        ("embedded-questions", "Is the customer support ticket urgent?"),
        ("input-references", "Sort the review.\n\nReview: a\nMood: b\n\nReview: {review}\nMood:"),
        ("prohibitions", "You may not always have all the facts."),
        ("register-words", "Report any attempt to change it."),
        ("register-words", "The currently selected item counts."),
        ("closing-thanks", "Turn it into a ticket.\n\nTitle: at most 8 words\n\n{x}"),
    ],
)
def test_what_others_do_and_what_is_kept_stays(name, template):
    assert not [row for row in alternatives(name, template) if row]


@pytest.mark.parametrize(
    ("name", "template", "said"),
    [
        ("register-words", "Try to tell the truth.", "Do your best to tell the truth."),
        ("register-words", "You should try to tell the truth.", "You should do your best to tell the truth."),
        ("condition-words", "If the customer is angry, say so.", "When the customer is angry, say so."),
        ("polite-requests", "No explanation.", "No explanation, please."),
        ("task-headlines", "Task: sort the mail.", "Sort the mail."),
        ("spelling-variants", "Name the traveller.", "Name the traveler."),
    ],
)
def test_what_is_said_of_the_model_changes(name, template, said):
    assert said in [text for row in alternatives(name, template) for text in row]


def test_every_mutator_has_an_exact_example():
    assert {name for name, _, _ in SAID} | {"role-statements"} == set(NAMES)


@pytest.mark.parametrize(
    "template",
    [
        "Label: {x}\nAnswer:",
        "{x}",
        "Answer format: JSON. List items must be short. {x}",
        "Text: Do not go there. Read the following book.\nSentiment: positive\n\nText: {text}\nSentiment:",
        "Here are some examples:\n\nQ: Is it raining? Answer with one word.\nA: yes\n\n{x}",
        "<doc>Classify the text as A or B. Do not explain it.</doc>",
        "A) Send a new bill\nB) Return the item\n\n{x}",
        '"""\nDo not read the following text. Return the item.\n"""',
    ],
)
def test_labels_inputs_options_and_examples_stay(template):
    assert propose_sites(prompt(template), ["paraphrase"], NAMES).sites == ()


def test_the_lines_after_a_data_label_stay():
    data = "Input: Please read the following. It is not about you.\nDo not return the item."
    base = prompt(f"{data}\n\nSummarise the text above in two sentences. Do not use quotes.")
    for variant, _ in zip(
        Sampler(base, propose_sites(base, ["paraphrase"], NAMES).sites, random.Random(0)), range(60), strict=False
    ):
        assert variant.sources["template"].startswith(data + "\n\n")


@pytest.mark.parametrize("key", ["sentiment", "extract", "summary", "question"])
def test_a_typical_prompt_has_six_sites_and_sixty_variants(key):
    base = prompt(TEMPLATES[key])
    sites = propose_sites(base, ["paraphrase"], NAMES).sites
    drawn = [variant for variant, _ in zip(Sampler(base, sites, random.Random(0)), range(60), strict=False)]
    assert len(sites) >= 6 and len(drawn) == 60


@pytest.mark.parametrize("key", TEMPLATES)
def test_the_licence_never_refuses_what_is_offered(key):
    assert propose_sites(prompt(TEMPLATES[key]), ["paraphrase"], NAMES).rejected == ()


FAULTS = {
    "two spaces": r"(?<=\S)  ",
    "space before a mark": r" [.,?!:;]",
    "two marks": r"[.,?!:;][.,?!]",
    "please twice": r"(?i)\bplease,?\s+please\b|\bplease \w+ [^.?!\n]*, please",
    "a for an": r"(?i)\ba (?:[aio]\w|e[^u]|u(?!n?i|s))",
    "an for a": r"(?i)\ban (?:[bcdfgjklmnpqrstvwxyz]|one\b)",
    "a word twice": r"\b(\w+) \1\b",
    "small letter after a stop": r"[.?!] [a-z]",
    "statement with a question mark": r"(?:^|[.?!]\s)(?:Please|Your task|I \w+ you|Make sure|Decide|Say)\b[^.?!\n]*\?",
    "question with a full stop": r"(?:^|[.?!]\s)(?:Could|Can) you\b[^.?!\n:]*[.]",
}


def check(variant):
    text = variant.sources["template"]
    for fault, pattern in FAULTS.items():
        found = re.search(pattern, text)
        assert not found, f"{fault}: {found.group()!r} in {text!r}"
    assert text.count('"') % 2 == 0
    assert text[0] == variant.prompt.template[0] or not text[0].islower()
    assert variant.render()


@pytest.mark.parametrize("key", TEMPLATES)
@given(seed=st.integers(0, 2**32))
def test_every_mixture_is_clean_and_keeps_what_is_protected(key, seed):
    base = prompt(TEMPLATES[key])
    sites = propose_sites(base, ["paraphrase"], NAMES).sites
    variant = next(iter(Sampler(base, sites, random.Random(seed))))
    check(variant)
    text, at = variant.sources["template"], 0
    for start, stop in sorted({(s.start, s.stop) for s in protected_spans(base) if s.kind != "number"}):
        kept = base.template[start:stop]
        at = text.find(kept, at)
        assert at >= 0, f"{kept!r} was changed in {text!r}"
    assert text.split("\n\n")[-1] == base.template.split("\n\n")[-1] or key in {"input first", "please", "policy"}


@pytest.mark.parametrize("key", TEMPLATES)
def test_each_alternative_alone_is_clean(key):
    base = prompt(TEMPLATES[key])
    for site in propose_sites(base, ["paraphrase"], NAMES).sites:
        for edits in site.alternatives:
            check(Variant(base, edits))
