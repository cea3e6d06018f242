"""From a unit of measure to its base unit, and whether two amounts in units are equal."""

from decimal import Decimal

# Each line: a name, the base unit, and how many base units each unit is. Units after "|" are of another system, whose
# amounts are usually given rounded.
_TABLE = """
length m: m=1 meter=1 metre=1 km=1000 kilometer=1000 kilometre=1000 cm=0.01 centimeter=0.01 centimetre=0.01
  mm=0.001 millimeter=0.001 millimetre=0.001 µm=0.000001 nm=0.000000001 | ft=0.3048 foot=0.3048 feet=0.3048 yd=0.9144
  yard=0.9144 in=0.0254 inch=0.0254 inche=0.0254 mi=1609.344 mile=1609.344
area m2: m2=1 sqm=1 squaremeter=1 squaremetre=1 km2=1000000 squarekilometer=1000000 squarekilometre=1000000 ha=10000
  hectare=10000 | sqft=0.09290304 squarefoot=0.09290304 squarefeet=0.09290304 acre=4046.8564224
  squaremile=2589988.110336
mass g: g=1 gram=1 gramme=1 kg=1000 kilo=1000 kilogram=1000 kilogramme=1000 mg=0.001 milligram=0.001
  µg=0.000001 microgram=0.000001 t=1000000 tonne=1000000 | lb=453.59237 lbs=453.59237 oz=28.349523125
  ounce=28.349523125
volume l: l=1 liter=1 litre=1 ml=0.001 milliliter=0.001 millilitre=0.001 cl=0.01 centiliter=0.01 centilitre=0.01
  dl=0.1 deciliter=0.1 decilitre=0.1
time s: s=1 sec=1 second=1 min=60 minute=60 h=3600 hr=3600 hour=3600 ms=0.001 millisecond=0.001 day=86400 week=604800
  fortnight=1209600
month month: month=1 year=12 yr=12 decade=120 century=1200 centuries=1200
temperature c: °c=1 celsius=1 centigrade=1 | °f=1 fahrenheit=1
share %: %=1 percent=1 percentage=1 pct=1
points pp: pp=1
dollar usd: $=1 usd=1 dollar=1 us$=1 buck=1 cent=0.01
euro eur: €=1 eur=1 euro=1
sterling gbp: £=1 gbp=1 quid=1 pence=0.01 penny=0.01
franc chf: chf=1 franc=1
yen jpy: ¥=1 jpy=1 yen=1
rupee inr: ₹=1 inr=1 rupee=1
data byte: byte=1 kb=1000 kilobyte=1000 mb=1000000 megabyte=1000000 gb=1000000000 gigabyte=1000000000
  tb=1000000000000 terabyte=1000000000000 bit=0.125 kilobit=125 kbit=125 megabit=125000 mbit=125000 gigabit=125000000
  gbit=125000000
rate bit/s: kbps=1000 mbps=1000000 gbps=1000000000
power w: w=1 watt=1 kw=1000 kilowatt=1000 mw=1000000 megawatt=1000000
energy wh: wh=1 kwh=1000 mwh=1000000
speed km/h: km/h=1 kmh=1 kph=1 m/s=3.6 | mph=1.609344
"""
_ROUNDED = Decimal("0.01")
_EXACT = Decimal("1e-9")


def _read() -> tuple[dict[str, tuple[str, Decimal]], frozenset[str]]:
    found = {}
    foreign = set()
    for line in _TABLE.replace("\n  ", " ").strip().splitlines():
        head, entries = line.split(":")
        own, _, other = entries.partition("|")
        for entry in (*own.split(), *other.split()):
            name, size = entry.split("=")
            found[name] = (head.split()[1], Decimal(size))
        foreign |= {entry.split("=")[0] for entry in other.split()}
    return found, frozenset(foreign)


# unit word -> (base unit, how many base units it is)
UNITS, _FOREIGN = _read()


def to_base(value: Decimal, unit: str) -> Decimal:
    """Return `value` of a known unit in its base unit."""
    if unit in {"°f", "fahrenheit"}:
        return (value - 32) * 5 / 9
    return times(value, UNITS[unit][1])


def times(value: Decimal, factor: Decimal) -> Decimal:
    """Return the product, exact for powers of ten however many digits there are."""
    bare = factor.normalize().as_tuple()
    if bare.digits == (1,) and isinstance(bare.exponent, int):
        return shift(value, bare.exponent)
    return value * factor


def shift(value: Decimal, places: int) -> Decimal:
    """Return ``value * 10**places``, exactly however many digits there are."""
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, exponent + places)) if isinstance(exponent, int) else value


def known_unit(name: str | None) -> str:
    """Return the name under which a unit is known, whatever its case and number; empty for an unknown one."""
    low = (name or "").casefold()
    return next((form for form in (low, low.removesuffix("s")) if form in UNITS), "")


def same_amount(a: Decimal, unit_a: str | None, b: Decimal, unit_b: str | None) -> bool:
    """Whether two numbers are equal, in units that can be converted; an unnamed unit fits any other.

    Between two systems of units ("10 miles", "16 km") 1% may be lost to rounding.
    """
    known_a, known_b = known_unit(unit_a), known_unit(unit_b)
    if not known_a or not known_b:
        return a == b
    dimension = UNITS[known_a][0]
    if dimension != UNITS[known_b][0]:
        return False
    one, other = to_base(a, known_a), to_base(b, known_b)
    if one == other:
        return True
    if (known_a in _FOREIGN) == (known_b in _FOREIGN):
        return abs(one - other) <= abs(one) * _EXACT
    if dimension == "c":
        return abs(one - other) <= Decimal("0.6")
    return abs(one - other) <= max(abs(one), abs(other)) * _ROUNDED
