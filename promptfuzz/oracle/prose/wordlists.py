"""Closed word classes of the free-text oracle: negations, function words, irregular forms. Written for promptfuzz."""

NEGATORS = frozenset(
    "not no never none nobody nothing nowhere neither nor without cannot hardly scarcely barely noone non".split()
    # Of other languages only words that are no English ones: Spanish "sin" and Italian "mai" are.
    + "pas jamais aucun aucune nicht kein keine keinen keinem keiner nie niemals nichts niemand ohne weder niet geen "
    "nooit não nunca inte ikke değil не нет tidak bukan".split()
)
# Verbs that deny what follows: "failed to lock" is "did not lock".
DENIERS = frozenset("fail refuse forget lack decline stop omit neglect unable impossible".split())

STOPWORDS = frozenset(
    """
    a an the this that these those there here it its i me my we our us you your they them their be am is are was
    were been being do does did done have has had having of in on at by to for from with as into onto about than
    then and or but if so because due while when where which who whom whose what how why will would shall should
    can could may might must ought need also too very quite rather really just only even still yet already such
    own same other another each any some all both most more much many few several one ones up down out off over
    under again further once s t d ll re ve m mr mrs ms dr please thank however therefore thus hence according
    overall indeed certainly definitely probably likely perhaps maybe actually answer option choice correct
    following before after during until since through between against per via upon not no never get got let lets
    fairly approximately roughly around nearly almost every everyone everybody someone anyone
    """.split()
)

# What is said for the sake of politeness alone.
COURTESIES = frozenset(
    "please kindly thank thanks sorry regards dear hello hi sure best note hope unfortunately sadly happy glad "
    "grateful afraid regret apologies apologise apologize welcome cheers sincerely honest honestly frankly".split()
)

_IRREGULAR = """
be am is are was were been being; have has had having; do does did done; go goes went gone; buy bought; sell
sold; give gave given; take took taken; rise rose risen; fall fell fallen; come came; write wrote written; beat
beaten; win won; lose lost; make made; say said; find found; think thought; bring brought; teach taught; catch
caught; keep kept; leave left; sleep slept; feel felt; meet met; lead led; read; tell told; build built; send
sent; spend spent; lend lent; bend bent; pay paid; see saw seen; know knew known; grow grew grown; throw threw
thrown; fly flew flown; draw drew drawn; drive drove driven; break broke broken; speak spoke spoken; steal stole
stolen; choose chose chosen; forget forgot forgotten; get got gotten; begin began begun; drink drank drunk; sing
sang sung; swim swam swum; run ran; sit sat; stand stood; understand understood; hold held; hear heard; eat ate
eaten; wear wore worn; child children; person people; man men; woman women; foot feet; tooth teeth; mouse mice;
hurt; shrink shrank shrunk; sink sank sunk; freeze froze frozen; hide hid hidden; forbid forbade forbidden;
become became; halve halves halved; die died dying; lie lying; good better best; bad worse worst; shut; put;
cut; let; agree agreed agreeing; disagree disagreed disagreeing; free freed freeing; guarantee guaranteed guaranteeing;
flee fled fleeing; decree decreed
"""
IRREGULAR = {
    form: base
    for line in _IRREGULAR.split(";")
    for base, *forms in [line.split()]
    for form in forms
    if base not in {"good", "bad", "leave"}
} | {"leaving": "leave", "leaves": "leave"}  # fmt: skip

_AMERICAN = """
colour=color grey=gray harbour=harbor centre=center theatre=theater metre=meter litre=liter favour=favor
favourite=favorite honour=honor labour=labor neighbour=neighbor behaviour=behavior flavour=flavor rumour=rumor
humour=humor travelling=traveling travelled=traveled cancelled=canceled cancelling=canceling modelling=modeling
defence=defense offence=offense licence=license programme=program catalogue=catalog dialogue=dialog
aeroplane=airplane aluminium=aluminum tyre=tire cheque=check analyse=analyze plough=plow jewellery=jewelry
mould=mold fibre=fiber kilometre=kilometer judgement=judgment
"""
AMERICAN = dict(entry.split("=") for entry in _AMERICAN.split())

QUANTIFIERS = {
    word: family
    for family, words in {
        "all": "all every each everyone everybody everything both entire whole always",
        "most": "most majority mostly",
        "some": "some several certain sometimes somebody someone notall",
        "few": "few little rarely seldom",
        "only": "only solely exclusively",
        "more": "notonly",
    }.items()
    for word in words.split()
}
MODALS = {
    word: family
    for family, words in {
        "must": "must required mandatory obligatory compulsory obliged need",
        "may": "may might allowed welcome optional permitted free",
    }.items()
    for word in words.split()
}
FUNCTION_WORDS = {
    "en": "the is are and of to in it that was for with on as this by not you have has be an at from they",
    "de": "der die das ist und zu den mit von nicht ein eine auf für sie ich wie es im dem wir sind geht guten",
    "fr": "le la les est et de des un une pour que qui il elle ne pas vous nous sur avec je au aux votre merci fait",
    "es": "el la los las es y de que en un una por con para no se del al gracias muy usted su está son respuesta",
    "it": "il lo gli è e di che un una per con non si del della sono questo grazie molto",
    "pt": "o os as é e de que um uma por com para não se do da em são obrigado muito",
    "nl": "de het een en van is dat niet op te met voor zijn aan ik wij",
}
