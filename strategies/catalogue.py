"""Imports every module of mutators, which registers them; the entry point of the shipped mutators."""

from promptfuzz.strategies import (  # noqa: F401 - imported for what their decorators register
    degrade_letters,
    degrade_surface,
    degrade_words,
    format_blocks,
    format_slots,
    format_text,
    paraphrase_counts,
    paraphrase_courtesy,
    paraphrase_frames,
    paraphrase_phrases,
    paraphrase_questions,
    paraphrase_references,
    paraphrase_spelling,
    paraphrase_verbs,
    placebo,
    recorded,
    reorder_blocks,
    reorder_labels,
    reorder_phrases,
    reorder_sentences,
)
