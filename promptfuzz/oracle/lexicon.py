"""Words that the oracle knows: number words, units and their sizes. Written for promptfuzz, from general knowledge."""

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

_UNIT_TABLE = """
length m: m=1 meter=1 metre=1 km=1000 kilometer=1000 kilometre=1000 cm=0.01 centimeter=0.01 centimetre=0.01
  mm=0.001 millimeter=0.001 millimetre=0.001 µm=0.000001 nm=0.000000001
feet ft: ft=1 foot=1 feet=1 yd=3 yard=3 in=0.0833333333333333333333333333 inch=0.0833333333333333333333333333
  mi=5280 mile=5280
mass g: g=1 gram=1 gramme=1 kg=1000 kilo=1000 kilogram=1000 kilogramme=1000 mg=0.001 milligram=0.001
  t=1000000 tonne=1000000
pound lb: lb=1 lbs=1 oz=0.0625 ounce=0.0625
volume l: l=1 liter=1 litre=1 ml=0.001 milliliter=0.001 millilitre=0.001 cl=0.01 dl=0.1
time s: s=1 sec=1 second=1 min=60 minute=60 h=3600 hr=3600 hour=3600 ms=0.001 millisecond=0.001 day=86400 week=604800
  fortnight=1209600
month month: month=1 year=12 yr=12 decade=120 century=1200 centuries=1200
temperature c: °c=1 celsius=1 centigrade=1
fahrenheit f: °f=1 fahrenheit=1
share %: %=1 percent=1 percentage=1 pct=1
dollar usd: $=1 usd=1 dollar=1 us$=1 buck=1 cent=0.01
euro eur: €=1 eur=1 euro=1
sterling gbp: £=1 gbp=1 quid=1
yen jpy: ¥=1 jpy=1 yen=1
rupee inr: ₹=1 inr=1 rupee=1
data byte: byte=1 kb=1000 kilobyte=1000 mb=1000000 megabyte=1000000 gb=1000000000 gigabyte=1000000000
  tb=1000000000000 terabyte=1000000000000
power w: w=1 watt=1 kw=1000 kilowatt=1000 mw=1000000 megawatt=1000000
speed km/h: km/h=1 kmh=1 kph=1
speed mph: mph=1
"""


def _units() -> dict[str, tuple[str, Decimal]]:
    found = {}
    for line in _UNIT_TABLE.replace("\n  ", " ").strip().splitlines():
        head, entries = line.split(":")
        for entry in entries.split():
            name, size = entry.split("=")
            found[name] = (head.split()[1], Decimal(size))
    return found


# unit word -> (base unit, how many base units it is)
UNITS = _units()
