"""Words that the oracle knows: number words and months. Written for promptfuzz, from general knowledge."""

from decimal import Decimal

ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: value
    for value, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
SHORT_SCALES = {"k": 3, "m": 6, "mn": 6, "bn": 9, "b": 9}
ORDINALS = {
    word: value
    for value, word in enumerate(
        "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
        "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
    )
}
FRACTIONS = {
    "half": Decimal("0.5"), "halves": Decimal("0.5"), "quarter": Decimal("0.25"), "quarters": Decimal("0.25"),
    "third": Decimal(1) / 3, "thirds": Decimal(1) / 3, "fifth": Decimal("0.2"), "fifths": Decimal("0.2"),
    "tenth": Decimal("0.1"), "tenths": Decimal("0.1"), "eighth": Decimal("0.125"), "eighths": Decimal("0.125"),
}  # fmt: skip
MULTIPLES = {"once": 1, "twice": 2, "thrice": 3, "dozen": 12, "score": 20, "pair": 2, "couple": 2, "gross": 144}
MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,september sep sept,october oct,"
        "november nov,december dec".split(","),
        start=1,
    )
    for name in names.split()
}
