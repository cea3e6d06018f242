"""Words that the room knows: acts, directions, quantifiers, synonyms, talk about prompts. Written for promptfuzz."""

STOP_WORDS = frozenset(
    "a an the this that these those it its they them their there here of to in on at by for from with as into onto "
    "and or but nor so if then than whether while when where which what who whom whose how why be is are was were "
    "been being am do does did done have has had having can could may might shall should will would must i you he "
    "she we me him her us your yours my our ours his s t please kindly also just simply now each per between among "
    "out about over under within up such own same so very too some any other another one ones let hey".split()
)

# Nouns and adjectives of the frame around a request: that they come and go says nothing about what is asked.
FRAME_WORDS = frozenset(
    "q a answer answers answering question questions output outputs response responses respond reply option options "
    "choice choices task tasks prompt prompts input inputs instruction instructions following follow given give "
    "provided provide below above based using use used user information info correct correctly right list set "
    "statement statements text following item items example examples select choose pick identify determine decide "
    "indicate find tell state name specify say output present presented possible available either must need goal "
    "result results classify classification binary word words sentence sentences format form make take know".split()
)

# What a request may ask to be done; a word counts only where an act can stand.
ACTS = {
    "choose": "choose select pick identify determine find indicate spot decide tell name specify point classify "
    "label categorize categorise assign detect recognize recognise judge predict assess evaluate figure",
    "give": "state answer respond reply give provide say",
    "write": "write compose create generate craft produce formulate construct draft invent devise build develop design",
    "arrange": "arrange rearrange reorder order sort rank organize organise",
    "rewrite": "rewrite rephrase reword paraphrase correct fix improve edit revise simplify shorten expand convert "
    "transform change modify",
    "translate": "translate render transliterate",
    "summarise": "summarize summarise condense abridge outline",
    "complete": "complete fill finish continue",
    "explain": "explain describe discuss justify elaborate analyze analyse",
    "compare": "compare contrast",
    "count": "count calculate compute add subtract multiply",
    "extract": "extract list enumerate retrieve collect",
    "repeat": "repeat copy quote recite",
    "ask": "ask inquire pose",
}

# The two ends of a scale; a request that keeps its scale and changes its end asks for the opposite.
SCALES = (
    ("fewer less shorter smaller lower least fewest shortest smallest lowest minimum minimal lesser briefer lighter "
     "cheaper cheapest slower younger youngest minor",
     "more longer larger bigger greater higher most longest largest biggest greatest highest maximum maximal heavier "
     "greater extra taller tallest dearer older oldest major faster"),
    ("first before earlier earliest start starts starting begin begins beginning initial opening former prior "
     "preceding precedes precede front",
     "last after later latest end ends ending finish finishes finishing final closing latter subsequent following-on "
     "follows concludes conclude concluding terminates terminating ultimately"),
    ("positive good best better favorable favourable advantages pros strengths benefits",
     "negative bad worst worse unfavorable unfavourable disadvantages cons weaknesses drawbacks"),
    ("true correct right valid accurate proper properly correctly plausible logical consistent",
     "false incorrect wrong invalid inaccurate improper improperly incorrectly implausible illogical inconsistent"),
    ("same equal identical similar alike synonym synonyms", "different unequal distinct dissimilar opposite opposites "
     "antonym antonyms"),
    ("ascending increasing up upward upwards rising", "descending decreasing down downward downwards falling"),
    ("include includes including contain contains containing", "exclude excludes excluding omit omits "
     "omitting lacks lacking"),
    ("agree agrees support supports accept allowed allow entail entails",
     "disagree disagrees contradict contradicts oppose opposes reject forbidden forbid"),
    ("formal polite serious sincere literal", "informal rude sarcastic ironic figurative"),
    ("singular", "plural"), ("left", "right-hand"), ("past", "future"), ("active", "passive"), ("even", "odd"),
    ("male", "female"), ("north", "south"), ("east", "west"), ("inside", "outside"), ("buy", "sell"),
    ("atmost", "atleast"), ("common usual frequent", "rare unusual infrequent"),
    ("cause causes", "effect effects consequence consequences"),
    ("likely probable", "unlikely improbable"), ("relevant related", "irrelevant unrelated"),
    ("simple easy", "complex difficult hard"), ("public", "private"), ("uppercase", "lowercase"),
    ("vowel vowels", "consonant consonants"), ("prefix", "suffix"), ("hot warm", "cold cool"),
)  # fmt: skip

QUANTIFIERS = {
    "all": "all every each everything everyone entire whole both only exclusively entirely solely fully completely "
    "always wholly throughout",
    "any": "any some somebody someone something least-one sometimes ever",
    "none": "none no nothing nobody never neither",
    "most": "most mostly majority usually",
    "one": "single exactly",
}

SYNONYMS = """
end conclude finish terminate close final last culminate; begin start open first initial; word term expression;
sentence phrase line; letter character; few less short small brief little low; many more long large big great high;
fast quick rapid swift speedy; rhyme sound; belong fall categorize classify type kind class category group part member
represent consist; contain include comprise has hold; different differ distinct unlike other; same equal identical;
correct proper right accurate valid; incorrect improper wrong false inaccurate invalid; order ordering arrangement
sequence arrange; cause causation causal causality causally attribution causative; person individual people human
someone somebody; typical average ordinary normal common usual regular; return lead back end-up; begin starting
start origin; follow carry execute obey; argument reasoning inference; premise assumption statement; deductive
deductively logically logical; sarcastic sarcasm ironic irony satire mocking; plausible likely probable sensible
believable; funny humorous amusing comic comical joke; movie film picture; similar alike resemble comparable like;
recommend suggest propose advise; name title call; change edit alter modify replace; object item thing; color colour
hue; number count amount quantity figure total; calculate compute evaluate solve work; date day; time clock hour;
english language; translate translation render; error mistake fault; summary summarize summarise condense sum; short
brief concise; alphabet alphabetical alphabetically lexicographic lexicographical dictionary; pronoun antecedent refer
reference; ambiguous ambiguity unclear; true factual fact; review comment feedback opinion; customer client user
buyer; email mail message; ticket issue request case; write compose create generate craft produce formulate construct
form make draft; table chart; line row; story tale narrative; paragraph passage text extract excerpt; document file
article; topic subject theme; important key main essential crucial; explain describe clarify; reason rationale
justification; step stage; sport athletic game; position place location; adjective descriptor; swap exchange switch
trade; track follow; player person; hobby pastime; sad unhappy; happy glad joyful; sentiment feeling emotion mood tone
attitude; big large great; greater larger bigger higher; smaller lesser lower fewer shorter; value number
"""

# Nouns that stand for an act: "write a summary" asks to summarise.
ACT_NOUNS = {
    "summary": "summarise", "abstract": "summarise", "translation": "translate", "explanation": "explain",
    "description": "explain", "comparison": "compare", "list": "extract", "ranking": "arrange", "total": "count",
    "number": "count", "completion": "complete", "correction": "rewrite", "story": "write", "sentence": "write",
    "poem": "write", "email": "write", "order": "arrange",
}  # fmt: skip
# Acts by which an answer is picked or given; every request may say them.
MILD_ACTS = frozenset({"choose", "compare", "give"})
NUMBER_WORDS = dict(zip("three four five six seven eight nine ten eleven twelve".split(), range(3, 13), strict=True))
