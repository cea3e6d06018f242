"""The lexicons of paraphrases: every rule is well formed, and every file says where it comes from."""

import re

import pytest

from promptfuzz.strategies.paraphrase_rules import lexicon, rules

RULES = [
    ("verbs", "task"),
    ("verbs", "answer"),
    ("phrases", "only"),
    ("phrases", "limits"),
    ("phrases", "fixed"),
    ("phrases", "register"),
    ("phrases", "conditions"),
    ("spelling", "contractions"),
]


@pytest.mark.parametrize("name", ["imperatives", "inputs", "phrases", "questions", "spelling", "verbs"])
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
    tables = {(name, key) for name in ("verbs", "phrases") for key in lexicon(name) if key != "provenance"}
    assert tables | {("spelling", "contractions")} == set(RULES)
