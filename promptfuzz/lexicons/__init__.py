"""Lexicons: from TOML files, packaged or the user's own, to words, tables and rules; and what is wrong with a file."""

from promptfuzz.lexicons.checking import Lexicon, family_lexicons, load_lexicon, parse_lexicon
from promptfuzz.lexicons.files import lexicon, lexicon_files, rules, words_in
from promptfuzz.lexicons.rules import MACROS, Rule, rule_of, rules_of_table

__all__ = [
    "MACROS",
    "Lexicon",
    "Rule",
    "family_lexicons",
    "lexicon",
    "lexicon_files",
    "load_lexicon",
    "parse_lexicon",
    "rule_of",
    "rules",
    "rules_of_table",
    "words_in",
]
