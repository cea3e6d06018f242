"""From an output to yes or no."""

import re

from promptfuzz.oracle.choices.certainty import sure_of
from promptfuzz.oracle.choices.faults import asks_for_faults, turned
from promptfuzz.oracle.choices.mentions import Mention
from promptfuzz.oracle.normalise import readable

# The shortest answers of a model that has slipped into another language are read, too.
_FOREIGN_YES, _FOREIGN_NO = r"(?:oui|sí|ja|sim)(?=[,.!]|$)", r"(?:non|nein|nee|não)(?=[,.!]|$)"
_YES = (
    r"yes|that's right|that is right|you're right|exactly|"
    r"yeah|yep|yup|true|correct|affirmative|indeed|absolutely|definitely|certainly|of course|right|agreed"
)
_SURE = r"(?:most )?(?:certainly|absolutely|definitely|of course|probably|likely|presumably|indeed)"
_NO = (
    r"no|nope|nah|false|incorrect|wrong|negative|untrue|not (?:true|correct|right|really|at all)|never|"
    rf"{_SURE} (?:not|an? no|no(?=[.,;:!]|$))"
)
_END = r"(?= ?(?:[.,;:!\n)]|$|- |\())"
# Answers that echo the question in "so" or "not": nothing else may follow in the clause.
_SO = (
    r"(?:i(?: would| should|'d)? (?:think|believe|guess|suppose|say|presume)|i(?:'m| am) afraid|"
    rf"(?:it )?(?:appears|seems|looks)|it would (?:appear|seem)|apparently|very much) so{_END}"
)
_NOT_SO = (
    r"(?:(?:unfortunately|sadly|regrettably|apparently|evidently|obviously|clearly|typically|usually|generally|"
    r"normally|i'm afraid|i am afraid|i(?:'d)? (?:think|believe|guess|suppose|fear|say)|"
    r"it (?:appears|seems|would (?:appear|seem))),? not|"
    r"not (?:yet|quite|exactly|currently|any ?more|(?:in (?:this|that) case|at (?:this|the) (?:time|moment)|"
    r"at present|according to [^.,;!?\n]{2,60}?)))(?= ?(?:[.,;:!\n)]|$))"
)
_LEAD = re.compile(
    rf"[\"'(\[]*(?:(?:well|oh|hmm|so|sure|ok|okay|overall|in short|short answer|the short answer is|strictly|usually|"
    rf"typically|normally|apparently|evidently|clearly|obviously|currently|likely|mostly|right|"
    rf"unfortunately|"
    rf"fortunately|sadly|regrettably|luckily|technically|strictly speaking|generally|honestly|basically|probably|"
    rf"most likely|presumably|i (?:think|believe|guess))[,:!.]? )?"
    r"(?:an? (?:clear|definite|firm|hard|strong|resounding|emphatic|simple) )?"
    rf"(?:(?P<no>{_NOT_SO}|{_NO}|{_FOREIGN_NO})|(?P<yes>{_SO}|(?!{_SURE} no\b)(?:{_YES})|{_FOREIGN_YES}))(?![\w'-])"
    r"(?! (?:one|longer|doubt|idea|matter|problem|answer|evidence|information)\b)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"[\"']?(?:yes and no|yes (?:or|/) ?no|yes/no|true (?:or|/) ?false|no and yes)\b[?:.]? ?", re.IGNORECASE
)
_MARKED = re.compile(
    r"\b(?:answer|verdict|response|conclusion|result|statement|claim|sentence|that|it|this|which|assertion|output|"
    r"you|reply)\b(?:(?: to| of| about| in) [^.:\n]{0,50}?)?"
    r"(?: is| are| was| would be| should be|'s|'re|:| =)(?P<not> not|n't)? ?"
    r"(?:therefore |thus |indeed |actually |clearly |absolutely |completely |definitely |an? |clear |firm |definite )*"
    r"[\"'(\[]?(?:(?P<no>no|false|incorrect|wrong|untrue|negative)|(?P<yes>yes|true|correct|right|affirmative))\b"
    r"(?! (?:one|longer|doubt|evidence|way|need)\b)"
    r"|(?:\n|[.:?!] |\d\) |[-=]> ?|→ ?|^)[\"'(]*(?:(?P<no2>no|false|incorrect)|(?P<yes2>yes|true|correct))[\"')]*"
    r"(?=[.,;!\n]|$)"
    r"|: ?(?:(?P<no6>non|nein|nee|não)|(?P<yes6>oui|sí|ja|sim))(?=[.,;!\n]|$)"
    r"|(?<!yes )(?<!no )\b(?:so|hence|therefore|thus|then|and|but|short answer:|in short)[, ]+"
    r"(?:(?P<no5>no|nope)|(?P<yes5>yes|yep))(?=[,.;:!]|$)"
    r"|[\"'](?:(?P<no3>no|false)|(?P<yes3>yes|true))[.,]?[\"']"
    r"|\b(?:i(?: would|'d)? ?(?:say|answer|respond|think|believe|guess|go)|choose|to say|my (?:pick|choice|guess|view)"
    r" (?:is|would be))(?: with)?:? (?:(?P<no4>no|false)|(?P<yes4>yes|true))\b(?! (?:one|longer|doubt|way|need)\b)",
    re.IGNORECASE,
)
# "Based on the review, yes": where it holds, before the answer. "If it is new, yes" leaves the answer open.
_ASIDE = re.compile(
    r"(?P<aside>(?:based on|according to|judging (?:by|from)|going by|given|considering|looking at|as (?:far as|"
    r"per|of|a rule|stated|described)|from|in|on|by|per|for|under|at|after|with|since|because|"
    r"to be (?:clear|honest|fair|sure|precise)|if (?:you ask me|i understand)|all things considered|"
    r"\w+ly speaking)\b[^.;:!?\n]{0,90}?),? "
    r"(?<=, )(?:(?P<no>no|nope)|(?P<yes>yes|yep))(?= ?[.,;:!)]|$| - | \()",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:some|certain|rare|theory|other(?! words)|few|sometimes|without|whether|either|neither|"
    r"in (?:case|the event) of|unclear|unknown|uncertain|unsure|not sure|depends|may|might)\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"(?<![\w'])(?:(?P<no>no|nope|not)|(?P<yes>yes|yep))(?=[.,;:!)]|$)", re.IGNORECASE)
_LETTER = re.compile(r"(?:answer: ?)?[\"'(\[]{0,2}(?:(?P<yes>y)|(?P<no>n))[\"')\].!]{0,3}", re.IGNORECASE)
_ABROAD = re.compile(
    r"(?:[\u3040-\u9fff]{2,4}[是为は]?[:：]? ?)??"
    r"(?:(?P<no>不是的?|不对|否|不|いいえ|нет|아니요|아니오)|(?P<yes>是的?|对的?|はい|да|네|예))(?=[,.!。、;]|$)",
    re.IGNORECASE,
)
_NO_GROUPS = ("no", "no2", "no3", "no4", "no5", "no6")
_SHORT = re.compile(
    r"(?:it|this|that|they|he|she|we|you|these|those|there|i)"
    r"(?:'s|'re| (?:is|are|was|were|does|do|did|can|could|will|would|"
    r"has|have|had|should|may|might|must|ca|wo)(?P<nt>n't|n?'t)?| (?P<cannot>cannot))"
    r"(?: (?:really|certainly|definitely|clearly|probably|actually|indeed))?"
    r"(?P<not> not\b| no\b)?(?P<end> ?[.,;!\n]|$)?",
    re.IGNORECASE,
)
# "No nuts", "no mention of it": a noun follows, which is denied, and not the question.
_DETERMINED = re.compile(
    r"(?<=[nN]o) (?!(?:it|this|that|they|he|she|you|i|we|the|there|because|since|as|not|a|an|these|those|its|is|are|"
    r"was|does|do|in|at|on|but)\b)[a-z]",
)
_VERDICT = re.compile(r"(?:yes|no|true|false|correct|incorrect|nope|yep)\b(?=\W*$)", re.IGNORECASE)
_CONCEDED = re.compile(r"\b(?:while|although|though|whilst|if|whether) $", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"[\"']?(?: or |/| and (?:no|yes|true|false)\b)", re.IGNORECASE)
_HEDGED = re.compile(r"\b(?:sure|know|depends|unclear|unknown|possible|may|might|could|neither|both)\b", re.IGNORECASE)
# "Certainly! The answer is no.": politeness to whoever asks, where the rest says which it is.
_COURTESY = re.compile(
    r"[\"'(\[]*(?:most )?(?:certainly|of course|absolutely|definitely|sure|gladly)[!.,:;]+\s+",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"\b(?:answer|verdict|response|conclusion|result|reply)\b[^.:!?\n]{0,50}?(?: is| would be| should be|:| =)$|^\W*$",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"(?:i (?:do not|don't) know|i(?:'m| am) not sure|not sure|unsure|maybe|perhaps|it depends|depends|unclear|unknown|"
    r"(?:it )?(?:cannot|can't|can not) be determined|"
    r"it is (?:unclear|not clear|unknown|impossible to (?:say|tell|know))|"
    r"there is (?:not enough|insufficient)|not enough information|uncertain|hard to say|no idea)\b",
    re.IGNORECASE,
)


def verdict_mentions(text: str, prompt: str = "") -> list[Mention]:
    """Return where `text` says yes or no: first word, marked answer, or a short statement such as "It does not.".

    Where `prompt` asks whether something is wrong, "incorrect" says yes.
    """
    if at := sure_of(text, prompt):
        found = verdict_mentions(text[at:], prompt)
        return [Mention(one.value, one.start + at, one.stop + at) for one in found]
    found = _verdicts(text)
    return turned(text, found) if prompt and asks_for_faults(prompt) else found


def _verdicts(text: str) -> list[Mention]:
    if _UNSURE.match(text):
        return []
    for pattern in (_LETTER, _ABROAD):
        if found := pattern.fullmatch(text) or (pattern is _ABROAD and pattern.match(text)):
            group = "no" if found["no"] else "yes"
            return [Mention(group, *found.span(group))]
    if aside := _after_aside(text):
        return aside
    if given := _after_courtesy(text):
        return given
    mentions = []
    both = _BOTH.match(text)
    lead = None if both else _LEAD.match(text)
    if lead:
        group = "no" if lead["no"] else "yes"
        mentions.append(Mention(group, lead.start(group), lead.end()))
    start = both.end() if both else lead.end() if lead else 0
    for match in _MARKED.finditer(text, start):
        if not _ALTERNATIVE.match(text, match.end()):
            if _CONCEDED.search(text[max(0, match.start() - 16) : match.start()]):
                continue  # "while it is true that whales are mammals"
            negative = any(match[group] for group in _NO_GROUPS)
            mentions.append(Mention("no" if negative != bool(match["not"]) else "yes", *match.span()))
    if len(mentions) > 1 and lead and lead["no"] and _DETERMINED.match(text, lead.end()):
        mentions = mentions[1:]  # "No nuts are listed, so yes."
    if both and not mentions and (rest := _LEAD.match(text, start)):
        mentions.append(Mention("no" if rest["no"] else "yes", *rest.span()))
    return mentions or _short_statement(text)


def _after_courtesy(text: str) -> list[Mention]:
    """Read "Certainly! The answer is no." without its first word; nothing where the rest marks no answer."""
    opener = _COURTESY.match(text)
    if opener is None:
        return []
    rest = text[opener.end() :]
    found = verdict_mentions(rest)
    if not found or _SHORT.match(rest):
        return []
    if not _ASIDE.match(rest) and not _GIVEN.search(_before_verdict(rest, found[0])):
        return []
    return [Mention(one.value, one.start + opener.end(), one.stop + opener.end()) for one in found]


def _before_verdict(text: str, mention: Mention) -> str:
    """Return what stands before a verdict, with the words that say of what it is the verdict: "the answer is"."""
    word = _VERDICT.search(text, mention.start, mention.stop)
    return text[: word.start() if word else mention.start].rstrip(" \"'(")


def _after_aside(text: str) -> list[Mention]:
    """Read "In this case, no."; any other yes or no after it leaves the answer open."""
    match = _ASIDE.match(text)
    if match is None or _OPEN.search(match["aside"]):
        return []
    found = [match, *_ANOTHER.finditer(text, match.end())]
    return [Mention("no" if one["no"] else "yes", *one.span("no" if one["no"] else "yes")) for one in found]


def _short_statement(text: str) -> list[Mention]:
    """Read "It does." and "It is not safe."; a positive statement must end there: "It is unsafe." says no."""
    match = _SHORT.match(text)
    if not match or len(text) > 200 or _HEDGED.search(text):
        return []
    denied = bool(match["nt"] or match["not"] or match["cannot"])
    if not denied and match["end"] is None:
        return []
    return [Mention("no" if denied else "yes", *match.span())]


def is_bare_verdict(text: str) -> bool:
    """Whether `text` is a yes or no of at most two words."""
    body = readable(text)
    return body.count(" ") < 2 and len(verdict_mentions(body)) == 1 and len(body) < 14
