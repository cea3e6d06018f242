"""Opposites, synonyms and families of words that the free-text oracle knows. Written for promptfuzz."""

# Pairs that turn a statement into its opposite within one frame, compared by stem; "|" separates alternatives.
OPPOSITES = """
apologize complain; archive delete|erase; edible inedible|poisonous|toxic; rude polite|kind|kindly|courteous|friendly;
unfriendly kind|kindly|friendly; kind cruel|unkind|rude; skeptical enthusiastic|convinced; deprecated
stable|supported|current; stable unstable|experimental; soft crunchy|firm|hard; waste worth|worthwhile; gorgeous
ugly|hideous; proceed cancel|stop|abandon; retry abort; push pull; import export; upload download; encrypt decrypt;
compress decompress|unpack; assemble dismantle|disassemble; hire fire|dismiss; promote demote; arrest release; sunrise
sunset; dawn dusk; noon midnight; uphold overturn; ratify veto|reject; lift impose; tighten loosen|relax;
accelerate slow|decelerate; heat cool|chill|ice; fill empty|drain; raw cooked; fresh frozen|canned; indoor outdoor;
manual automatic; manually automatically; synchronous asynchronous; mutable immutable; input output; ascending
descending; prefix suffix; leading trailing; inner outer; internal external; majority minority; surplus
deficit|shortage; profit loss; credit debit; asset liability; overvalued undervalued; domestic foreign|international;
plaintiff defendant; winner loser; ally enemy; strength weakness; opportunity threat; trust distrust|mistrust; believe
doubt|disbelieve; like dislike|hate; enjoy hate|dislike; birth death; host guest; predator prey; conscious unconscious;
benign malignant|cancerous; chronic acute; harmless harmful|dangerous|toxic|poisonous; blunt sharp; smooth rough|bumpy;
straight curved|bent|crooked; tall short; long short|brief|briefly; thick thin; newest oldest; latest oldest|earliest;
next previous; former latter|current; everywhere nowhere; together apart|separately; above below|under|beneath; sooner
later; faster slower; stronger weaker; bigger smaller; larger smaller; cheaper dearer; warmer colder|cooler; heavier
lighter; older younger|newer; longer shorter; nearer farther|further; easier harder; earlier later; hurry wait; keep
discard|throw|delete|remove; save waste|spend|delete; visible hidden|invisible; reveal|disclose hide|conceal; certain
uncertain|doubtful; likely unlikely; capable incapable; aware unaware; eligible ineligible; valid invalid|void|expired;
formal casual; patient impatient; optimistic pessimistic; present absent|missing; arrival departure; entry exit; enter
exit|leave; except include|including; excluding including; bloom wither; plant uproot|harvest; stain clean; infected
clean|uninfected; subsidize tax; legalize ban|outlaw; continue stop|discontinue|quit; discontinue keep|continue; resign
stay; retain dismiss|discard; optional mandatory|compulsory|obligatory; full vacant; crowded deserted|empty; booked
available; available unavailable; taken free|vacant; insured uninsured; refundable nonrefundable|non-refundable;
skip take|attend;
charge|charged free; extra included; growing shrinking|falling|declining; reopen close|shut; founded dissolved; elected
defeated; united split; recovered relapsed|worsened; pros cons; teach learn|study; quarter|third half; semi-final final;
overcook undercook; overestimate underestimate; overstate understate; underline erase; merge split|fork; revert keep;
commit revert; lead trail; ahead behind; debtor creditor; upbeat gloomy|downbeat; bullish bearish; warm
cool|chilly|cold; loud soft|quiet; tidy messy|untidy; spicy mild; bland tasty; juicy dry; sunny rainy|cloudy|overcast;
accept reject|refuse|decline; approve reject|disapprove|deny; agree disagree|refuse; allow|permit|let|enable|able
prohibit|forbid|ban|prevent|block|disallow|disable; alive dead; ancient modern; outdated current;
appear disappear|vanish; arrive
depart|leave; ascend descend; attack defend; awake asleep; accurate inaccurate; active inactive|passive; admit deny;
advantage disadvantage|drawback; before|prior after; begin|start|open end|finish|stop|close; better worse; best worst;
big|large|huge small|little|tiny; bitter sweet; black white; bless curse; bold timid; boring interesting|exciting;
brave cowardly; bright dim|dark; build|construct demolish|destroy; buy|purchase sell; calm anxious|agitated; cause
prevent|stop; cheap expensive|costly; clean dirty; clear unclear|vague; complete incomplete|partial;
complex|complicated simple; confirm deny|refute; connect disconnect; continue stop|halt|cease; contract expand;
correct|right|accurate wrong|incorrect|mistaken; create destroy|delete; day night;
decrease|reduce|drop|decline|fall|shrink|lower increase|rise|grow|raise|climb|gain; deep shallow; defeat victory;
definite indefinite; difficult|hard easy|simple; divide multiply|unite; double|doubled halve|halved; down up; downward
upward; dry wet; early late; east west; empty full; enable disable; encourage discourage; enemy friend; enter
exit|leave; exclude include; explicit implicit; export import; external internal; fail succeed|pass; false true; far
near; fast|quick|rapid slow; fat thin; few|little many|much; first last; forget remember; formal informal; freeze
melt|thaw; forward|advance backward|delay|postpone; front back; frequent|often rare|seldom; generous stingy; gentle
harsh|rough; give receive|take; good|great|excellent bad|poor|terrible|awful; guilty innocent;
happy|glad|satisfied|pleased sad|unhappy|upset|disappointed|dissatisfied; harmful harmless|beneficial|helpful; hate
love|like; heavy light; hide show|reveal; high|higher low|lower; hire fire; hot|warm cold|cool; if unless; important
trivial; improve worsen|deteriorate; inside outside; indoors outdoors; invest divest; join leave|quit; keep
discard|lose; land takeoff; latest earliest; left right; legal illegal; lend borrow; less more; least most; likely
unlikely; lock unlock; long|longer short|shorter; loose tight; loud quiet; loss profit|gain; major minor;
mandatory|compulsory|required optional|voluntary; maximum minimum; mature immature; mental physical; natural
artificial; negative positive; new|young|newer|younger old|older; north south; obey disobey; on off; open shut;
optimistic pessimistic; over|above under|below|beneath; past future; peace war; permanent temporary; possible
impossible; praise criticize|criticise|blame; present absent; private public; promote demote; protect endanger;
welcome protest; pull push; rich poor; rude polite; safe dangerous|risky|hazardous; same different; save spend|waste;
secure insecure|vulnerable; senior junior; sharp dull|blunt; smooth rough; soft hard; spread contain; stable
unstable|volatile; strengthen weaken; strict lenient; strong weak; success failure; support oppose|contradict;
supported contradicted; sunrise sunset; sunny cloudy|rainy; tall|taller short|shorter; teach learn; thick thin;
thicken thin; tighten loosen; together apart|separately; top bottom; toxic harmless; trust distrust; urban rural;
urgent routine; useful useless; valid invalid|expired; visible invisible|hidden; warm cool; wide|wider
narrow|narrower; wise foolish; weekday weekend; add remove|subtract|delete; attach detach; hopeful hopeless; inhale
exhale; income expense; inner outer; input output; deposit withdraw; deflate inflate; encrypt decrypt; upload
download; expand shrink|contract; import export; majority minority; male female; man woman; mother father; husband
wife; king queen; boy girl; brother sister; morning evening; summer winter; victory loss; winner loser; widen narrow;
fill drain|empty; gather scatter; combine separate; confident doubtful|unsure; credit debit; domestic
foreign|international; absorb emit|release|reflect; acid alkaline; arrive leave; assemble dismantle; attract repel;
conceal disclose|reveal; converge diverge; convict acquit; ebb flow; freedom captivity; heat cool; hero villain;
honest dishonest; maintain abandon; overestimate underestimate; plaintiff defendant; plural singular; predator prey;
qualified unqualified; recommend discourage; relax tense; retain dismiss|discard; rigid flexible; sink float; solid
liquid; supply demand; ally enemy; transparent opaque; vertical horizontal; accelerate decelerate|brake; activate
deactivate; appreciate depreciate; exceed undershoot; upgrade downgrade; oversupply shortage; surplus
deficit|shortage; bullish bearish; benign malignant; atleast atmost; early|earlier late|later; fresh stale; complaint
compliment|praise; eager reluctant; available unavailable|sold; taken free; lack have; guest host; tenant landlord;
employer employee; abundant scarce; abolish establish; above below; absence presence; abstract concrete; acquit
convict; active idle; adult minor|child; advantage disadvantage; aggressive peaceful|calm; aggravate
relieve|alleviate; amateur professional; analog digital; answerable unanswerable; approximate exact; arrogant
humble|modest; assert deny; automatic manual; barren fertile; beautiful ugly; beginner expert; believe doubt; bent
straight; birth death; blunt sharp; bottom top; brief lengthy|long; busy idle|free; careful careless; cautious
reckless; celebrate mourn; ceiling floor; centralize decentralize; certain uncertain; chaos order; cheer boo; citizen
foreigner; comfort discomfort; common rare|unusual; competent incompetent; compress decompress|expand; conceal
reveal|expose; condemn praise|condone; consumer producer; convex concave; cooperative hostile; cruel kind; crowded
deserted; curable incurable; danger safety; dawn dusk; debtor creditor; decrease increase; deductible nondeductible;
deepen lighten; defend attack|criticize; dense sparse; dependent independent; desirable undesirable; despair hope;
diligent lazy; diminish grow|increase; direct indirect; disaster triumph; dishonest honest; dominant
recessive|submissive; dull shiny|bright; dusty clean; dynamic static; earn spend; economical wasteful; effective
ineffective; efficient inefficient; elder younger; elevate lower; embark disembark; emigrate immigrate; employed
unemployed|jobless; endorse oppose|condemn; enlarge reduce|shrink; enrich impoverish; entrance exit; equal unequal;
evolve regress; exhale inhale; exonerate convict|blame; exotic familiar; extend shorten; extinguish ignite; extrovert
introvert; fact fiction|myth; fair unfair; fasten unfasten; fault merit; fear courage; feasible infeasible; fertile
infertile; few many; final initial; fixed variable; flexible inflexible; float sink; floor ceiling; fold unfold; foe
friend; fortunate unfortunate; fragile sturdy|robust; freeze boil|melt; friendly hostile|unfriendly; gain lose; gather
disperse|scatter; generous selfish|stingy; gradual sudden|abrupt; grant deny|revoke; guilty acquit|innocent; happiness
sadness; happy sad; harden soften; haste delay; healthy unhealthy|ill; hit miss; horizontal vertical; humid dry|arid;
hungry full; include omit|exclude; inferior superior; inflate deflate; initial final; innocent guilty; insert
extract|remove; install uninstall; instant delayed|gradual; intact broken|damaged; intentional accidental; interior
exterior; introduce remove; join separate; just unjust; known unknown; landlord tenant; large small; launch cancel;
legitimate illegitimate|fraudulent; lenient strict; liberal conservative; liberate capture|imprison; light dark|heavy;
limited unlimited; literal figurative; local global|remote|foreign; logical illogical; lower raise; loyal disloyal;
lucky unlucky; magnify minimize; marry divorce; maximize minimize; merge split; mild severe|harsh; mobile stationary;
moist dry; monopoly competition; motivate discourage; mute unmute; narrow broad; neat messy; necessary unnecessary;
noisy quiet; normal abnormal; novice expert; obey violate|break; obscure famous; occupied vacant; offline online; open
close; opponent supporter|proponent; optimist pessimist; organized disorganized; overpay underpay; overpriced
underpriced; overrated underrated; painful painless; parent child; partial total|complete; pass fail; pause resume;
permit forbid; persuade dissuade; plentiful scarce; plus minus; polite rude; popular unpopular; portable stationary;
postpone advance; potent weak; powerful powerless; praise criticize; precede follow; precise vague|imprecise;
predictable unpredictable; prefer dislike; premature overdue; presence absence; profitable unprofitable; progress
regress; prohibit allow; prompt late; prosper decline; proven unproven|disproven; punish reward; pure impure; qualify
disqualify; quicken slow; quiet loud; raise lower; random systematic; rare common; ready unready; real fake|imaginary;
rebel conform; recent old|ancient; recall forget; reckless careful; recover relapse|deteriorate; regular irregular;
relevant irrelevant; reliable unreliable; remain leave|depart; repair damage|break; repel attract; resist
yield|surrender; responsible irresponsible; retreat advance; reversible irreversible; reward punish; ripe unripe;
rural urban; scarce plentiful; secret public; separate join; shallow deep; shiny dull; shut open; silence noise;
silent noisy|loud; similar different|dissimilar; simple complex; single multiple|married; slim fat; slow fast; smart
stupid; smile frown; sober drunk; solvent insolvent|bankrupt; stale fresh; start stop; steady unsteady; steep gentle;
sterile fertile|contaminated; stiff flexible; stranger friend; strict loose; stupid clever; subordinate superior;
subtract add; succeed fail; suitable unsuitable; superior inferior; surrender resist; sweet sour; synthetic natural;
temporary permanent; tense relaxed; thaw freeze; theory practice; tie untie; tiny huge; tolerant intolerant; treat
neglect; truth lie; underweight overweight; unite divide; unlock lock; unique common; upper lower; upstairs
downstairs; vacant occupied; victim perpetrator; violent peaceful|nonviolent; virtual physical; virtue vice; voluntary
forced|compulsory; wake sleep; weak strong; wealth poverty; well badly; wet dry; wild tame; wisdom folly; worthless
valuable; yield resist; vegetarian carnivorous; win lose; extinct living|surviving; indoors outside; widespread rare;
backward forward; clockwise counterclockwise|anticlockwise; northern southern; eastern western; odd even; singular
plural; overheat cool; improve decline|worsen; rarely often; mostly rarely; welcome unwelcome; resolved
unresolved|pending; solved unsolved; paid unpaid; confirmed unconfirmed; verified unverified; fixed broken; enabled
disabled; cancelled active|confirmed; cancel renew|keep; approved pending; subscribe unsubscribe; follow unfollow;
mount unmount; outperform underperform; outnumber trail; overweight underweight; inbound outbound; incoming outgoing;
uphill downhill; upstream downstream; onshore offshore; pro anti; presale sale; prewar postwar; superb mediocre;
fantastic awful|terrible; amazing disappointing|terrible; delicious disgusting|bland; comfortable uncomfortable;
helpful unhelpful|useless; enjoyable boring|unpleasant; pleasant unpleasant; impressed disappointed|unimpressed;
recommend avoid; satisfied dissatisfied; promising hopeless; thrilling dull; lose win; serious minor; sick healthy;
fake genuine|authentic
"""

# Words that say the same in most frames.
SYNONYMS = """
buy purchase acquire; big large huge sizable; small little tiny; doctor physician; child kid youngster; test exam
examination; hard difficult tough challenging; begin start commence; end finish conclude; shut close closed; fast
quick rapid swift speedy; get receive obtain; company firm business corporation; movie film picture; car automobile
vehicle; show display; use utilize employ; help assist aid; need require; important crucial essential vital key
significant; make create produce; choose select pick; fix repair mend; answer reply respond response; ask inquire;
begin start; often frequently; happy glad pleased satisfied content; sad unhappy; smart intelligent clever; home house
residence; job occupation; boss manager; money cash; increase rise grow climb raise; decrease fall drop decline shrink
ease; reduce lower cut; street road; sick ill unwell; tell inform notify; think believe; keep retain; say state; live
reside; travel journey trip; build construct; children kids; mistake error; try attempt; whole entire; wonderful great
excellent fantastic superb amazing terrific; bad poor; terrible awful horrible dreadful; nearly almost; about
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
provide give supply offer; plan intend aim; worth worthwhile; share stock; sign log; login sign-in; app application
program software; reopen restart relaunch; cancel call-off; doctor medic; quickly fast; exciting thrilling; angry
furious mad upset; scared afraid frightened; tired exhausted; huge enormous gigantic massive; tiny minuscule; look
seem appear; link connect associate; lifespan longevity; consumption intake; rise climb; fall drop; hungry starving;
jump leap; cook chef; begin launch; discuss debate; protest demonstrate; accuse blame; convict guilty; ban outlaw;
allow authorize; predict forecast; warn caution; escape flee; quit abandon; search look-for seek; guess estimate;
prove demonstrate; explain clarify describe; mention cite; reduce diminish; expand enlarge grow; vital crucial
essential; main primary chief principal; famous well-known renowned; modern contemporary; ancient old; empty vacant;
brave courageous; calm peaceful; polite courteous; honest truthful; lazy idle; stupid foolish; dirty filthy; clean
tidy; weak feeble; strong powerful robust; rude impolite; wet damp moist; entire complete; final last; initial first;
daily everyday; wage salary pay; tax levy; debt loan; client customer; seller vendor; purchaser buyer; landlord owner;
renter tenant; baggage luggage; airport airfield; gasoline petrol fuel; truck lorry; cookie biscuit; soccer football;
pharmacy chemist drugstore; cinema theater; subway underground metro; sidewalk pavement; trousers pants; sweater
jumper; schedule timetable; zip postal; cellphone mobile smartphone; laptop notebook; screen monitor; folder
directory; delete erase remove; password passcode; wifi wireless; mail post; package parcel; invoice bill; discount
rebate; warranty guarantee; defect fault flaw; rapid swift; adequate sufficient; reschedule move; hazardous harmful;
toxic poisonous; remedy cure; illness disease sickness; physician doctor; operation surgery; pill tablet; ache pain;
heart cardiac; cancer tumor; pregnant expecting; elderly old; youth young; teenager teen adolescent; spouse partner;
kid child; january jan; february feb; march mar; april apr; august aug; september sep sept; october oct; november nov;
december dec; monday mon; tuesday tue tues; wednesday wed; thursday thu thurs; friday fri; saturday sat; sunday sun
"""

# Members of one family exclude each other within a frame.
SIBLINGS = """
cancel postpone pause resume; uninstall install reinstall restart; megabit megabyte; bit byte; weekday weekend; adult
child; student teacher; landlord tenant; sold rented;
red blue green yellow white black brown purple orange pink gray gold silver violet; monday tuesday wednesday thursday
friday saturday sunday; january february march april may june july august september october november december; spring
summer autumn winter; north south east west; positive negative neutral mixed; spam ham phishing; joy anger sadness
fear surprise disgust; sports politics technology business entertainment science health finance; dog cat horse cow pig
sheep bird fish rabbit hamster; mercury venus earth mars jupiter saturn uranus neptune pluto; english french german
spanish italian chinese japanese russian portuguese arabic dutch
danish swedish norwegian finnish icelandic polish czech slovak hungarian romanian bulgarian greek turkish ukrainian
serbian croatian slovenian estonian latvian lithuanian irish welsh catalan basque hebrew hindi bengali urdu tamil korean
vietnamese thai indonesian malay swahili afrikaans latin; he she; math physics chemistry biology history
geography; iron gold silver copper aluminum zinc lead tin; oxygen hydrogen nitrogen carbon helium; apple pear plum
grape banana cherry mango lemon orange; low medium high; daily weekly monthly yearly hourly; beginner intermediate
advanced; single married divorced widowed; noun verb adjective adverb; breakfast lunch dinner; football basketball
tennis hockey baseball cricket; piano guitar violin drum flute trumpet; car bus train plane bicycle boat ship truck;
doctor nurse teacher lawyer engineer farmer chef; tea coffee juice milk water beer wine; solid liquid gas; heart lung
liver kidney brain stomach; bug feature question; refund exchange repair reprint; repair
replace; supported contradicted refuted neutral;
entailment contradiction; true false unknown; left right center; past present future; router modem; mother father son
daughter brother sister uncle aunt; billing shipping technical account sales; urgent routine; man woman boy girl; cent
dollar euro pound yen rupee; second minute hour day week month year decade century; asia europe africa america
australia antarctica; paris london berlin madrid rome vienna lisbon dublin oslo stockholm copenhagen helsinki warsaw
prague budapest athens moscow tokyo kyoto beijing delhi cairo sydney canberra melbourne toronto ottawa washington
boston chicago houston dallas seattle lyon milan munich hamburg barcelona brussels amsterdam zurich geneva istanbul
seoul bangkok; france germany spain italy portugal austria switzerland belgium netherlands denmark norway sweden
finland poland hungary greece turkey russia china japan india brazil argentina chile peru mexico canada egypt kenya
nigeria nepal thailand vietnam korea australia ireland scotland england wales ukraine iceland estonia latvia lithuania
luxembourg malta cyprus romania bulgaria serbia croatia slovenia slovakia bosnia albania belarus moldova kazakhstan
pakistan bangladesh indonesia malaysia singapore philippines cambodia laos mongolia iraq iran syria lebanon israel
yemen qatar kuwait morocco algeria tunisia libya sudan ethiopia somalia uganda tanzania rwanda zambia zimbabwe
botswana namibia angola ghana senegal cuba jamaica haiti honduras guatemala nicaragua panama colombia venezuela
ecuador bolivia paraguay uruguay zealand; mammal bird fish reptile
amphibian insect; surgeon pilot lawyer teacher nurse farmer chef baker plumber electrician carpenter dentist
accountant journalist architect programmer librarian mechanic; oak pine maple birch cedar walnut; wood metal glass
plastic stone brick concrete paper leather; cotton wool silk linen; sun moon star planet comet; rain snow wind fog
hail storm sunshine sunny rainy snowy cloudy windy foggy; table chair sofa bed desk shelf cabinet drawer lamp; fork
knife spoon plate bowl cup; shirt trousers jacket coat hat shoe glove scarf dress skirt; arm leg head foot hand knee
elbow shoulder back neck finger ear eye nose mouth; circle square triangle rectangle; bread rice pasta potato bean
corn; beef pork chicken lamb turkey; tomato carrot onion cucumber pepper cabbage spinach; aspirin ibuprofen
paracetamol morphine penicillin insulin; flu cold pneumonia asthma diabetes cancer malaria measles; kitchen bathroom
bedroom garage garden basement attic; river lake sea ocean mountain forest desert; school hospital church library
museum bank restaurant hotel; novel poem song painting film play; king queen prince princess; first second third
fourth fifth; email phone letter fax; windows linux macos android ios; python java javascript rust ruby php; asc desc;
bleach ammonia vinegar; christmas easter thanksgiving halloween; christianity islam judaism buddhism hinduism;
democrat republican; gold bronze; apartment villa castle cottage; wife husband; cancel renew upgrade downgrade;
question command; kilometer mile; inch foot yard; gram ounce; celsius fahrenheit; light dark
"""
