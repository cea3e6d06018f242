"""Word lists of the free-text oracle: opposites, synonyms, siblings and closed classes. Written for promptfuzz."""

# Pairs that turn a statement into its opposite within one frame, compared by stem; "|" separates alternatives.
OPPOSITES = """
accept reject|refuse|decline; approve reject|disapprove|deny; agree disagree|refuse; allow|permit|let|enable|able
prohibit|forbid|ban|prevent|block|disallow|disable; alive dead; ancient modern; appear disappear|vanish; arrive
depart|leave; ascend descend; attack defend; awake asleep; accurate inaccurate; active inactive|passive; add remove|
subtract|delete; admit deny; advantage disadvantage|drawback; before|prior after; begin|start|open
end|finish|stop|close; better worse; best worst; big|large|huge small|little|tiny; bitter sweet; black white; bless
curse; bold timid; boring interesting|exciting; brave cowardly; bright dim|dark; build|construct demolish|destroy;
buy|purchase sell; calm anxious|agitated; cause prevent|stop; cheap expensive|costly; clean dirty; clear
unclear|vague; complete incomplete|partial; complex|complicated simple; confirm deny|refute; connect disconnect;
continue stop|halt|cease; contract expand; correct|right|accurate wrong|incorrect|mistaken; create destroy|delete; day
night; decrease|reduce|drop|decline|fall|shrink|lower increase|rise|grow|raise|climb|gain; deep shallow; defeat
victory; definite indefinite; difficult|hard easy|simple; divide multiply|unite; double|doubled halve|halved; down up;
downward upward; dry wet; early late; east west; empty full; enable disable; encourage discourage; enemy friend; enter
exit|leave; even odd; exclude include; explicit implicit; export import; external internal; fail succeed|pass; false
true; far near; fast|quick|rapid slow; fat thin; few|little many|much; first last; forget remember; formal informal;
freeze melt|thaw; forward|advance backward|delay|postpone; front back; frequent|often rare|seldom; generous stingy;
gentle harsh|rough; give receive|take; good|great|excellent bad|poor|terrible|awful; guilty innocent;
happy|glad|satisfied|pleased sad|unhappy|upset|disappointed|dissatisfied; harmful harmless|beneficial|helpful; hate
love|like; heavy light; hide show|reveal; high|higher low|lower; hire fire; hot|warm cold|cool; if unless; important
trivial; improve worsen|deteriorate; inside outside; indoors outdoors; invest divest; join leave|quit; keep
discard|lose; land takeoff; latest earliest; left right; legal illegal; lend borrow; less more; least most; likely
unlikely; load unload; lock unlock; long|longer short|shorter; loose tight; lose win|find; loud quiet; loss
profit|gain; major minor; mandatory|compulsory|required optional|voluntary; maximum minimum; mature immature; mental
physical; natural artificial; negative positive; new|young|newer|younger old|older; north south; obey disobey; on off;
open shut; optimistic pessimistic; over|above under|below|beneath; past future; peace war; permanent temporary;
possible impossible; praise criticize|criticise|blame; present absent; private public; promote demote; protect
endanger; welcome protest; pull push; question answer; rich poor; rude polite; safe dangerous|risky|hazardous; same
different; save spend|waste; secure insecure|vulnerable; senior junior; sharp dull|blunt; sick healthy|well; smooth
rough; soft hard; spread contain; stable unstable|volatile; strengthen weaken; strict lenient; strong weak; success
failure; support oppose|contradict; supported contradicted; sunrise sunset; sunny cloudy|rainy; tall|taller
short|shorter; teach learn; thick thin; thicken thin; tighten loosen; together apart|separately; top bottom; toxic
harmless; trust distrust; urban rural; urgent routine; useful useless; valid invalid|expired; visible
invisible|hidden; warm cool; wide|wider narrow|narrower; wise foolish; weekday weekend; attach detach; hopeful
hopeless; inhale exhale; income expense; inner outer; input output; deposit withdraw; deflate inflate; encrypt
decrypt; upload download; expand shrink|contract; import export; majority minority; male female; man woman; mother
father; husband wife; king queen; boy girl; brother sister; morning evening; summer winter; victory loss; winner
loser; widen narrow; fill drain|empty; gather scatter; combine separate; confident doubtful|unsure; credit debit;
domestic foreign|international; absorb emit|release|reflect; acid alkaline; arrive leave; assemble dismantle; attract
repel; conceal disclose|reveal; converge diverge; convict acquit; ebb flow; freedom captivity; heat cool; hero
villain; honest dishonest; maintain abandon; overestimate underestimate; plaintiff defendant; plural singular;
predator prey; qualified unqualified; recommend discourage; relax tense; retain dismiss|discard; rigid flexible; sink
float; solid liquid; supply demand; ally enemy; transparent opaque; vertical horizontal; accelerate decelerate|brake;
activate deactivate; appreciate depreciate; exceed undershoot; upgrade downgrade; oversupply shortage; surplus
deficit|shortage; bullish bearish; benign malignant; atleast atmost; early|earlier late|later; fresh stale; complaint
compliment|praise; eager reluctant; available unavailable|sold; taken free; lack have; guest host; tenant landlord;
employer employee
"""

# Words that say the same in most frames.
SYNONYMS = """
buy purchase acquire; big large huge sizable; small little tiny; doctor physician; child kid youngster; test exam
examination; hard difficult tough challenging; begin start commence; end finish conclude; shut close closed; fast
quick rapid swift speedy; get receive obtain; company firm business corporation; movie film picture; car automobile
vehicle; show display; use utilize employ; help assist aid; need require; important crucial essential vital key
significant; make create produce; choose select pick; fix repair mend; answer reply respond response; ask inquire;
begin start; often frequently; happy glad pleased satisfied content; sad unhappy; smart intelligent clever; home house
residence; job occupation; boss manager; money cash; increase rise grow climb raise; decrease fall drop decline
shrink; reduce lower cut; street road; sick ill unwell; tell inform notify; think believe; keep retain; say state;
live reside; travel journey trip; build construct; children kids; mistake error; try attempt; whole entire; wonderful
great excellent fantastic superb amazing terrific; bad poor; terrible awful horrible dreadful; nearly almost; about
approximately roughly around circa; also too additionally moreover furthermore; maybe perhaps possibly; but however;
because since due; therefore thus hence consequently so; customer client; employee worker staff; people person
individual; get gain; lawyer attorney; gift present; ship deliver send; postpone delay reschedule defer; hire recruit;
additional extra more further; occur happen; permit allow let; forbid prohibit ban; mandatory compulsory obligatory
required must; enough sufficient; quiet silent; rich wealthy; shop store; strange odd weird; sufficient adequate;
wrong incorrect; right correct accurate; true correct; verify check confirm; annual yearly; author writer; city town;
cheap inexpensive; costly expensive pricey; depart leave; discover find; drug medicine medication; earnings profit
income; fear afraid; funny humorous amusing; improve enhance boost; issue problem; argue claim contend assert; attend
come; meal food; image picture photo; message text; method way approach; near close; object thing; outcome result;
quit resign; reject refuse decline; secure safe; sea ocean; sofa couch; stop halt cease; suggest recommend advise;
teach instruct educate; topic subject theme; understand comprehend; vacation holiday; view opinion; whole complete
full; yearly annual; several various many numerous; usa us america united-states u.s.; uk britain united-kingdom; un
united-nations; eu european-union; tv television; phone telephone; bike bicycle; photo photograph; info information;
ad advertisement; lab laboratory; flu influenza; math mathematics maths match game; rain downpour; winner champion;
area region; common usual frequent; device gadget; dangerous unsafe hazardous risky; simple easy; soon shortly; rear
back; garbage trash rubbish waste; flat apartment; lift elevator; autumn fall-season; pupil student; infant baby;
woman lady; man gentleman; cop policeman police-officer; ability capacity; goal aim objective; hurt injure harm;
damage break; refund reimbursement; evening night-time; contain include; gather collect; demonstrate illustrate show;
provide give supply offer; plan intend aim; worth worthwhile
"""

# Members of one family exclude each other within a frame.
SIBLINGS = """
red blue green yellow white black brown purple orange pink gray gold silver violet; monday tuesday wednesday thursday
friday saturday sunday; january february march april may june july august september october november december; spring
summer autumn winter; north south east west; positive negative neutral mixed; spam ham phishing; joy anger sadness
fear surprise disgust; sports politics technology business entertainment science health finance; dog cat horse cow pig
sheep bird fish rabbit hamster; mercury venus earth mars jupiter saturn uranus neptune pluto; english french german
spanish italian chinese japanese russian portuguese arabic dutch; he she; math physics chemistry biology history
geography; iron gold silver copper aluminum zinc lead tin; oxygen hydrogen nitrogen carbon helium; apple pear plum
grape banana cherry mango lemon orange; low medium high; daily weekly monthly yearly hourly; beginner intermediate
advanced; single married divorced widowed; noun verb adjective adverb; breakfast lunch dinner; football basketball
tennis hockey baseball cricket; piano guitar violin drum flute trumpet; car bus train plane bicycle boat ship truck;
doctor nurse teacher lawyer engineer farmer chef; tea coffee juice milk water beer wine; solid liquid gas; heart lung
liver kidney brain stomach; bug feature question; refund exchange repair; supported contradicted refuted neutral;
entailment contradiction; true false unknown; left right center; past present future; router modem; mother father son
daughter brother sister uncle aunt; billing shipping technical account sales; urgent routine; man woman boy girl; cent
dollar euro pound yen rupee; second minute hour day week month year decade century; asia europe africa america
australia antarctica
"""

NEGATORS = frozenset(
    "not no never none nobody nothing nowhere neither nor without cannot hardly scarcely barely noone non".split()
    + "pas nicht kein keine".split()
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
cut; let
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
        "some": "some several certain sometimes somebody someone",
        "few": "few little rarely seldom",
        "only": "only solely exclusively",
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
