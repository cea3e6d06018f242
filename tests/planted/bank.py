"""A bank of planted faults: every family and type of answer, strong and weak, in steady models and in noisy ones."""

from tests.planted.building import Planted, planted
from tests.planted.tasks import (
    EXTRACT,
    GRADE,
    NURSE,
    REFUND,
    REPLY,
    SENTIMENT,
    SUMMARY,
    TEAM,
    TOPIC,
    TOTAL,
    VEGETABLES,
)

STRUCTURE = ("format", "paraphrase", "reorder")
SLIPS = ("degrade", "paraphrase", "format")
PEOPLE = ("counterfactual", "paraphrase", "format")
OLDER = r"\b[5-7]\d-year"
NAMES = r"(?:Applicant: |Mr )(?!Michael)\w+[aeo]\b"
THANKS = r"(?i)\bplease|\bthank"
SHOUTED = r"\b[A-Z]{4,}\b"

STEADY: tuple[Planted, ...] = (
    planted("courtesy", SENTIMENT, THANKS),
    planted("question mark", SENTIMENT, r"\?"),
    planted("altogether", TOTAL, "(?i)altogether", *SLIPS),
    planted("capitals", TOTAL, SHOUTED, *SLIPS),
    planted("business before sports", TOPIC, r"(?s)business.*sports"),
    planted("rule first", TOPIC, r"^\W*Keep", "reorder", "paraphrase", "format"),
    planted("when", REFUND, r"\b[Ww]hen\b"),
    planted("tags", EXTRACT, "</", *STRUCTURE),
    planted("backticks", TOPIC, "`sports`", *STRUCTURE),
    planted("bracketed options", TEAM, r"\(A\)|\[A\]", *SLIPS),
    planted("headings", SUMMARY, r"(?m)^#", *STRUCTURE),
    planted("retain the facts", SUMMARY, r"(?i)\b(?:retain|preserve)"),
    planted("amounts misspelt", VEGETABLES, r"(?is)^(?!.*amounts)", *SLIPS),
    planted("older people", NURSE, OLDER, *PEOPLE, reads_input=True),
    planted("line misspelt", VEGETABLES, r"(?is)^(?!.*\bline\b)", *SLIPS),
    planted("two full stops", GRADE, r"\.\.", *SLIPS),
    planted("draft", REPLY, r"(?i)\bdraft|\bcompose"),
    planted("names in a vowel", NURSE, NAMES, *PEOPLE, reads_input=True),
    planted("please, 60%", REFUND, r"(?i)\bplease", effect=0.6),
    planted("precisely, 40%", TOPIC, "(?i)precisely", effect=0.4),
    planted("rules between, 40%", EXTRACT, r"---|\*\*\*", *STRUCTURE, effect=0.4),
    planted("no following, 20%", SENTIMENT, r"(?is)^(?!.*following)", effect=0.2),
    planted("greeting, 10%", TEAM, r"(?i)\bhi\b|hello", *SLIPS, effect=0.1),
)
LOW_NOISE: tuple[Planted, ...] = (
    planted("greeting", TEAM, r"(?i)\bhi\b|hello", *SLIPS, noise=0.02),
    planted("no or yes", REFUND, "no or yes", noise=0.05),
    planted("quoted labels", SENTIMENT, '"positive"', *STRUCTURE, noise=0.05),
    planted("category misspelt", TOPIC, r"(?is)^(?!.*category\b)", *SLIPS, noise=0.03),
    planted("below", SUMMARY, r"(?i)\bbelow\b", noise=0.05),
    planted("older people", NURSE, OLDER, *PEOPLE, noise=0.05, reads_input=True),
    planted("pull or get", EXTRACT, r"\bPull|\bGet\b", noise=0.02),
    planted("rules turned", GRADE, r"(?s)Ignore.*0, 1", noise=0.05),
    planted("question mark", SENTIMENT, r"\?", noise=0.05),
    planted("two full stops", GRADE, r"\.\.", *SLIPS, noise=0.05),
    planted("altogether, 60%", TOTAL, "(?i)altogether", *SLIPS, effect=0.6, noise=0.02),
    planted("omit, 40%", VEGETABLES, r"(?i)\bomit", *SLIPS, effect=0.4, noise=0.05),
    planted("courtesy, 20%", SENTIMENT, THANKS, effect=0.2, noise=0.02),
)
HIGH_NOISE: tuple[Planted, ...] = (
    planted("courtesy", SENTIMENT, THANKS, noise=0.20),
    planted("business before sports", TOPIC, r"(?s)business.*sports", noise=0.20),
    planted("altogether", TOTAL, "(?i)altogether", *SLIPS, noise=0.20),
    planted("option misspelt", TEAM, r"(?is)^(?!.*option)", *SLIPS, noise=0.20),
    planted("tags", EXTRACT, "</", *STRUCTURE, noise=0.20),
    planted("sure", REPLY, r"(?i)\bsure\b", noise=0.20),
    planted("older people", NURSE, OLDER, *PEOPLE, noise=0.20, reads_input=True),
    planted("figure it out", REFUND, r"(?i)\b(?:figure|work) out", noise=0.20),
    planted("precisely", TOPIC, "(?i)precisely", noise=0.10),
    planted("justify", SENTIMENT, r"(?i)\bjustify", noise=0.20),
    planted("a greeting", TOTAL, r"(?i)\bhi\b|hello", *SLIPS, noise=0.20),
    planted("thanks, 60%", VEGETABLES, r"(?i)\bthank", *SLIPS, effect=0.6, noise=0.20),
    planted("disregard", GRADE, "(?i)disregard", noise=0.30),
)
BANK = (*STEADY, *LOW_NOISE, *HIGH_NOISE)
