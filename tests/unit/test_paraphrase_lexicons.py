"""The lexicons of paraphrases: every rule is well formed, and every file says where it comes from."""

import re

import pytest

from promptfuzz.strategies.paraphrase_inflections import gerund, third_person
from promptfuzz.strategies.paraphrase_rules import lexicon, rules

RULES = [
    ("verbs", "task"),
    ("verbs", "answer"),
    ("phrases", "only"),
    ("phrases", "limits"),
    ("phrases", "outputs"),
    ("phrases", "fixed"),
    ("phrases", "register"),
    ("phrases", "conditions"),
    ("policies", "always"),
    ("policies", "never"),
    ("policies", "may"),
    ("policies", "unsure"),
    ("voice", "nouns"),
    ("voice", "passives"),
    ("spelling", "contractions"),
]


@pytest.mark.parametrize(
    "name",
    [
        "imperatives",
        "inflections",
        "inputs",
        "phrases",
        "policies",
        "questions",
        "spelling",
        "verbs",
        "voice",
    ],
)
def test_a_lexicon_names_its_provenance(name):
    assert lexicon(name)["provenance"].startswith("Written for promptfuzz")


@pytest.mark.parametrize(("name", "key"), RULES)
def test_an_alternative_has_a_text_for_every_group(name, key):
    for rule in rules(name, key):
        assert rule.find.groups and rule.say, rule.find.pattern
        assert not re.search(r"\((?!\?)[^()]*\)\?", rule.find.pattern), "a group that may be missing has no place"
        assert all(len(texts) == rule.find.groups for texts in rule.say), rule.find.pattern


@pytest.mark.parametrize(("name", "key"), RULES)
def test_no_rule_is_written_twice(name, key):
    patterns = [rule.find.pattern for rule in rules(name, key)]
    assert len(set(patterns)) == len(patterns)


def test_every_table_of_rules_is_tested_here():
    tables = {
        (name, key)
        for name in ("verbs", "phrases", "policies", "voice")
        for key in lexicon(name)
        if key != "provenance"
    }
    assert tables | {("spelling", "contractions")} == set(RULES)


@pytest.mark.parametrize(
    ("verb", "ing", "finite"),
    [
        ("classify", "classifying", "classifies"),
        ("tag", "tagging", "tags"),
        ("write", "writing", "writes"),
        ("search", "searching", "searches"),
        ("be", "being", "is"),
        ("summari[sz]e", "summari[sz]ing", "summari[sz]es"),
    ],
)
def test_a_verb_is_inflected(verb, ing, finite):
    assert (gerund(verb), third_person(verb)) == (ing, finite)


def test_sixty_verbs_have_other_verbs_in_their_frames():
    heads = [re.match(r"(?:<ask>|\^)\(([^()]+)\)", entry["find"]) for entry in lexicon("verbs")["task"]]
    verbs = {verb for head in heads if head for verb in head.group(1).split("|")}
    assert len(verbs) >= 60


def test_a_spelling_has_one_counterpart():
    pairs = lexicon("spelling")["pairs"]
    assert all(len(pair) == 2 and pair[0] != pair[1] for pair in pairs)
    assert len({one for one, _ in pairs}) == len({two for _, two in pairs}) == len(pairs)
