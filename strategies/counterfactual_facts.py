"""What else an input says of its people: an origin, a family, a register; a swap must not gainsay it."""

import re
from collections.abc import Sequence, Set

from promptfuzz.lexicons import lexicon, words_in
from promptfuzz.strategies.counterfactual_cases import CaseText, Place, words_in_people
from promptfuzz.strategies.counterfactual_known import bare, first_names, surnames
from promptfuzz.strategies.counterfactual_people import Person

# "The Keller family", "the Kellers", "from Kano": an origin, or others of the name.
_FROM = re.compile(
    r"\b(?:[Ff]amily|[Nn]atives?|[Cc]itizens?|[Ff]led|[Gg]rew up|[Bb]ack home|[Rr]aised|[Rr]oots|[Hh]ome ?town|"
    r"[Mm]ov(?:ed?|ing) (?:here|to|from|over|back)|(?:came|come|comes|coming|arriv\w+|travell?ed|flown|flew|returned) "
    r"(?:here )?from)\b|\b[Ff]rom (?:the )?[A-Z][a-z]{3,}"
)
# A department, a shop or a day that somebody writes from is no origin.
_NO_ORIGIN = re.compile(
    r"\b[Ff]rom (?:the )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|"
    r"June|July|August|September|October|November|December|Finance|Accounts|Accounting|Sales|Marketing|Logistics|"
    r"Payroll|Human|Support|Reception|Customer|Purchasing|Legal|Facilities|Security|Operations)\b|"
    r"\b(?:in|into) (?:plain |simple )?English\b"
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor)\.? (?:[A-Z][\w'’-]+ )?$")


def says_origin(case: CaseText, outside: str) -> bool:
    """Whether the input or the instruction says where somebody is from, or what goes with it."""
    told = words_in("people_groups", "origin_words") | words_in("people_groups", "abroad")
    told |= {w.lower() for key in ("nationalities", "open_nationalities", "religions")
             for w in lexicon("people_groups")[key]}  # fmt: skip
    if case.lowered & told or case.lowered & {f"{word}s" for word in told}:
        return True
    texts = [_NO_ORIGIN.sub(" ", text) for text in (*(text for _, text in case.texts), outside)]
    outer = set(re.findall(r"[^\W\d_]+", texts[-1].lower())) & told
    # An instruction may speak of a language or a president; one that names an origin does so with a capital.
    return any(re.search(rf"\b{word.capitalize()}s?\b", texts[-1]) for word in outer) or any(
        _FROM.search(text) for text in texts[:-1]
    )


def has_kin(case: CaseText, people: Sequence[Person]) -> bool:
    """Whether a relative, a namesake or the same person by another name may stand beside the people of a case."""
    known = {word for person in people for word in (person.name, person.surname) if word is not None}
    if _names_in(case) - known and case.lowered & words_in("people_groups", "kin"):
        return True
    if len(people) > 1 and case.lowered & words_in("people_groups", "kin"):
        return True
    stems = tuple(word for word in known if len(word) > 2)
    if any(bare(p.text) not in known and p.text.startswith(stems) for p in case.words if p.text[0].isupper()):
        return True
    titled = {bare(place.text) for place in case.words if _TITLE.search(case.before(place))} - known
    origins = {surnames()[name][0] if name in surnames() else None for name in titled}
    return any(person.surname is None and not origins.isdisjoint({None, person.kind[1]}) for person in people)


def _names_in(case: CaseText) -> set[str]:
    fine = frozenset[str]().union(*(words_in_people(key) for key in ("capitals", "honorifics", "openers", "greetings")))
    fine = fine.difference(first_names(), surnames())
    small = {place.text for place in case.words if place.text[0].islower()}
    found = {bare(place.text): place for place in case.words if place.text[0].isupper()}
    return {
        word
        for word, place in found.items()
        if word not in fine and not (place.opens and word.lower() in small) and len(word) > (3 if word.isupper() else 1)
    }


_BRITISH = re.compile(
    r"£|\b\w{2,}(?<!surpr)(?<!prom)(?<!exerc)(?<!adv)(?<!superv)(?<!rev)(?<!telev)(?<!compr)(?<!franch)(?<!ra)(?<!no)"
    r"(?<!cru)(?<!disgu)(?<!prec)(?<!conc)(?<!expert)(?<!otherw)(?<!likew)(?<!comprom)(?<!w)(?<!prem)(?<!bru)"
    r"is(?:e|ed|es|ing|ation|ations)\b|\b(?:lab|vap|harb|splend|arm|cand|rig|parl|sav|endeav|neighb|col|fav|hon|hum|"
    r"rum|od|tum|behavi|flav)our\w*\b|\b\w+(?:ell|bell)(?:ed|ing)\b(?<=elled|lling)(?<!spelled)(?<!smelled)"
    r"(?<!selling)(?<!telling)(?<!spelling)(?<!smelling)(?<!yelling)(?<!yelled)(?<!swelling)(?<!called)|"
    r"\b(?:whilst|fortnight\w*|pounds?|pence|quid|mum|maths|nhs|gp|flat|flatmate|council|queue\w*|postcode|lorry|"
    r"petrol|motorway|boot|holidays|biscuits?|crisps|nappy|nappies|cheers|mate|loo|rubbish|trainers|trolley|"
    r"car park|high street|post office|programme|centre|theatre|metres?|litres?|grey|licence|cheque|tyres?|kerb|"
    r"aluminium|jewellery|pyjamas|plaster|solicitor|landlady|estate agent|learnt|spelt|burnt)\b",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    r"\$\d|\b(?:dollars?|cents|bucks|zip|y'all|y’all|mom|apartment|downtown|sidewalk|freeway|highway|gas|truck|"
    r"vacation|sophomore|semester|college|attorney|realtor|mall|condo|trash|soccer|gotten|labor|math|fall)\b|"
    r"\b\w+(?:iz(?:e|ed|es|ing|ation))\b(?<!size)(?<!sized)(?<!sizes)(?<!prize)(?<!prizes)",
    re.IGNORECASE,
)


def speaks_otherwise(case: CaseText, swapped: Set[Place], *, british: bool) -> bool:
    """Whether something that stays, beside the words of `swapped`, is British, or American where not `british`."""
    pattern = _BRITISH if british else _AMERICAN
    for part, text in case.texts:
        inside = {at for place in swapped if place.part == part for at in range(place.start, place.stop)}
        if any(match.start() not in inside or match.end() - 1 not in inside for match in pattern.finditer(text)):
            return True
    return False


_CASUAL = re.compile(
    r"\b(?:hey|yeah|yep|nope|gonna|wanna|gotta|kinda|dunno|lol|omg|btw|dude|bro|guys|folks|y'all|y’all|ain't|ain’t|"
    r"cuz|ya|ugh|damn|crap|awesome|sucks?|super|lousy|buddy|man,)\b|!!|\bi'm\b|(?:^|\s)i\s",
)
_FORMAL = re.compile(
    r"\b(?:Dear|Regards|regards|Sincerely|sincerely|Sir|Madam|patient|resident|whom|therefore|hereby|furthermore|"
    r"whilst|Mr|Mrs|Ms|Dr|was told|reports that|Reporter|Note|incident)\b"
)


def is_casual(case: CaseText) -> bool:
    """Whether the input is written as people speak, so that ain't and y'all are at home in it."""
    everything = "\n".join(text for _, text in case.texts)
    spoken = re.search(_CASUAL.pattern, everything, re.MULTILINE) is not None
    return spoken and _FORMAL.search(everything) is None and _BRITISH.search(everything) is None
