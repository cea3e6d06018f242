"""Given names, of which a full name is told from a headline, and names of one person or place. Written for promptfuzz.

Left out are those that are words or places as well: Grace, Rose, Mark, Will, Victoria, Florence, Georgia.
"""

GIVEN_NAMES = frozenset(
    """
    adam adrian agatha aisha alan albert alexander alfred alice alicia amanda amelia amy ana andrea andreas andrew anita
    anna anne annie anthony anton antonio arthur astrid barbara beatrice benjamin bernard bertrand boris brian bruno
    carl carla carlos carmen carol caroline catherine cecilia charles chinua chloe christina christine christoph
    christopher claire clara claude claudia colin daniel david deborah denis diana diego dmitri dominic donald doris
    dorothy douglas edgar edith edmund eduardo edward edwin eleanor elena elias elisabeth elizabeth ella ellen emil
    emily emma eric erica erik ernest esther eugene eva evelyn fatima felix ferdinand fernando fiona fjodor francis
    francois franz frederic frederick friedrich fyodor gabriel gabriela geoffrey george gerald gerard gertrude giovanni
    giuseppe gustav gustave hannah hans harold haruki heinrich helen helena henri henrik henry herbert herman hermann
    honore howard hugo ian ibrahim igor ingrid irene isaac isabel isabella ivan jacob jacques james jane janet jean
    jeffrey jennifer jessica joachim joan joanna johan johann johannes john jonas jonathan jorge jose joseph josephine
    joshua juan judith julia julian julie karen karl kate katherine kathleen kazuo keith kenneth kenzaburo kevin klaus
    konrad kurt lars laura laurence lawrence leo leon leonard leonardo leonhard lewis linda lisa louis louisa louise
    luca lucas lucia ludwig luigi luis luke lydia madeleine manuel marc marcel marco margaret maria marian marie mario
    marion martha martin mary mateo matthew maurice maya mehmet michael michel michelle miguel mikhail mohamed mohammed
    monica nadia nancy naomi natalie natasha neil nelson nicholas nicolas niels nikola nikolai nina nora olga oliver
    omar orhan oscar otto pablo pamela patricia patrick paul paula paulo pedro peter philip philippe pierre priya rachel
    rafael raphael raymond rebecca rene richard robert roberto roger roland ronald rosa rosalind rudolf rudyard salman
    samuel sandra sara sarah sean sebastian sergei sigmund simon simone sofia sophia sophie stefan stella stephanie
    stephen steven susan svetlana sylvia teresa theodor theodore theresa thomas timothy tomas toni umberto ursula vera
    victor vincent vladimir walter werner wilhelm william winston wolfgang yasmin yukio yusuf yvonne zadie zoe
    """.split()
)
"""Given names in lower case, without accents."""

ALIASES = tuple(
    frozenset(group.split("|"))
    for group in (
        "mark twain|samuel clemens|samuel langhorne clemens",
        "george orwell|eric blair|eric arthur blair",
        "george eliot|mary ann evans",
        "lewis carroll|charles dodgson|charles lutwidge dodgson",
        "stendhal|henri beyle|marie-henri beyle",
        "voltaire|francois-marie arouet",
        "moliere|jean-baptiste poquelin",
        "muhammad ali|cassius clay",
        "peking|beijing",
        "saigon|ho chi minh city",
        "bombay|mumbai",
        "madras|chennai",
        "constantinople|istanbul",
        "leningrad|saint petersburg|st. petersburg|st petersburg",
        "facebook|meta",
        "google|alphabet",
        "twitter|x",
    )
)
"""Names of one person, place or firm, in lower case and without accents."""
