"""From a unit of measure to its base unit, and whether two amounts in units are equal."""

from decimal import Decimal

# Each line: a name, the base unit, and how many base units each unit is. Units after "|" are of another system, whose
# amounts are usually given rounded. A name with a capital is meant in that case only: MW and mW, MB and Mb.
_TABLE = """
length m: m=1 meter=1 metre=1 km=1000 kilometer=1000 kilometre=1000 cm=0.01 centimeter=0.01 centimetre=0.01
  mm=0.001 millimeter=0.001 millimetre=0.001 µm=0.000001 nm=0.000000001 | ft=0.3048 foot=0.3048 feet=0.3048 yd=0.9144
  yard=0.9144 in=0.0254 inch=0.0254 inche=0.0254 mi=1609.344 mile=1609.344 nauticalmile=1852
far ly: lightyear=1 light-year=1 | AU=0.0000158125 parsec=3.26156
area m2: m2=1 sqm=1 squaremeter=1 squaremetre=1 km2=1000000 squarekilometer=1000000 squarekilometre=1000000 ha=10000
  hectare=10000 | sqft=0.09290304 squarefoot=0.09290304 squarefeet=0.09290304 acre=4046.8564224
  squaremile=2589988.110336
mass g: g=1 gram=1 gramme=1 kg=1000 kilo=1000 kilogram=1000 kilogramme=1000 mg=0.001 milligram=0.001
  µg=0.000001 μg=0.000001 mcg=0.000001 ug=0.000001 microgram=0.000001 t=1000000 tonne=1000000 | lb=453.59237
  lbs=453.59237 oz=28.349523125
  ounce=28.349523125 stone=6350.29318
volume l: l=1 liter=1 litre=1 ml=0.001 milliliter=0.001 millilitre=0.001 cl=0.01 centiliter=0.01 centilitre=0.01
  dl=0.1 deciliter=0.1 decilitre=0.1
  m3=1000 m^3=1000 cubicmeter=1000 cubicmetre=1000 cm3=0.001 cm^3=0.001 cc=0.001 cubiccentimeter=0.001
  cubiccentimetre=0.001 | cup=0.2365882365 tbsp=0.01478676478125 tablespoon=0.01478676478125 tsp=0.00492892159375
  teaspoon=0.00492892159375 pint=0.473176473 quart=0.946352946 gallon=3.785411784 gal=3.785411784
  floz=0.0295735295625 fl.oz=0.0295735295625 fluidounce=0.0295735295625 cubicfoot=28.316846592
  cubicfeet=28.316846592
time s: s=1 sec=1 second=1 min=60 minute=60 h=3600 hr=3600 hour=3600 ms=0.001 millisecond=0.001 day=86400 week=604800
  fortnight=1209600
month month: month=1 year=12 yr=12 decade=120 century=1200 centuries=1200
temperature c: °c=1 celsius=1 centigrade=1 C=1 | °f=1 fahrenheit=1 F=1
share %: %=1 percent=1 percentage=1 pct=1
points pp: pp=1
dollar usd: $=1 usd=1 dollar=1 us$=1 usdollar=1 u.s.dollar=1 americandollar=1 buck=1 cent=0.01 ¢=0.01
euro eur: €=1 eur=1 euro=1
sterling gbp: £=1 gbp=1 poundsterling=1 poundssterling=1 britishpound=1 quid=1 pence=0.01 penny=0.01
franc chf: chf=1 franc=1 swissfranc=1
yen jpy: ¥=1 jpy=1 yen=1 japaneseyen=1 円=1
rupee inr: ₹=1 inr=1 rupee=1 indianrupee=1
australian aud: AUD=1 australiandollar=1 a$=1 au$=1
canadian cad: CAD=1 canadiandollar=1 ca$=1 c$=1
newzealand nzd: NZD=1 newzealanddollar=1 nz$=1
hongkong hkd: HKD=1 hongkongdollar=1 hk$=1
singapore sgd: SGD=1 singaporedollar=1 s$=1
taiwan twd: TWD=1 nt$=1
mexican mxn: MXN=1 mx$=1
brazilian brl: BRL=1 r$=1 reais=1
yuan cny: CNY=1 chineseyuan=1 RMB=1 rmb=1 yuan=1 renminbi=1 元=1
won krw: KRW=1 ₩=1 원=1
rouble rub: RUB=1 ₽=1 rouble=1 ruble=1
lira try: TRY=1 ₺=1 lira=1
shekel ils: ILS=1 ₪=1 shekel=1
zloty pln: PLN=1 zloty=1 złoty=1
crown kr: kr=1 krona=1 kronor=1 krone=1 kroner=1
swedish sek: SEK=1
norwegian nok: NOK=1
danish dkk: DKK=1
czech czk: CZK=1
hungarian huf: HUF=1 forint=1
thai thb: THB=1 baht=1
rand zar: ZAR=1
ringgit myr: MYR=1 ringgit=1
rupiah idr: IDR=1 rupiah=1
emirates aed: AED=1
saudi sar: SAR=1
egyptian egp: EGP=1
naira ngn: NGN=1 naira=1
philippine php: PHP=1
pakistani pkr: PKR=1 pakistanirupee=1
ukrainian uah: UAH=1
data byte: byte=1 kb=1000 kilobyte=1000 mb=1000000 megabyte=1000000 gb=1000000000 gigabyte=1000000000
  tb=1000000000000 terabyte=1000000000000 kib=1024 mib=1048576 gib=1073741824 Mb=125000 Gb=125000000 bit=0.125
  kilobit=125 kbit=125 megabit=125000 mbit=125000 gigabit=125000000
  gbit=125000000
rate bit/s: kbps=1000 mbps=1000000 gbps=1000000000 mb/s=8000000 gb/s=8000000000 Mb/s=1000000 Gb/s=1000000000
  MBps=8000000 GBps=8000000000 KB/s=8000 kB/s=8000 kb/s=1000 kbit/s=1000 mbit/s=1000000 gbit/s=1000000000
  kilobit/s=1000 megabit/s=1000000 gigabit/s=1000000000 kilobyte/s=8000 megabyte/s=8000000 gigabyte/s=8000000000
power w: w=1 watt=1 kw=1000 kilowatt=1000 mw=1000000 megawatt=1000000 mW=0.001 milliwatt=0.001 gw=1000000000
  gigawatt=1000000000 | hp=745.7 horsepower=745.7
energy j: J=1 joule=1 kj=1000 kilojoule=1000 mj=1000000 megajoule=1000000 wh=3600 kwh=3600000 mwh=3600000000
  watthour=3600 kilowatthour=3600000 megawatthour=3600000000 gigawatthour=3600000000000 | cal=4184
  kcal=4184 calorie=4184 kilocalorie=4184
frequency hz: hz=1 hertz=1 khz=1000 kilohertz=1000 mhz=1000000 megahertz=1000000 ghz=1000000000 gigahertz=1000000000
voltage v: V=1 volt=1 mV=0.001 millivolt=0.001 kV=1000 kilovolt=1000
current a: A=1 amp=1 ampere=1 mA=0.001 milliamp=0.001 milliampere=0.001
resistance ohm: ohm=1 Ω=1 kilohm=1000
force n: N=1 newton=1 kN=1000 kilonewton=1000
pressure pa: Pa=1 pascal=1 hpa=100 kpa=1000 kilopascal=1000 mpa=1000000 megapascal=1000000 mbar=100 millibar=100
  bar=100000 | psi=6894.757 atm=101325 mmhg=133.322
amount mol: mol=1 mole=1 mmol=0.001 millimole=0.001
loudness db: dB=1 decibel=1
speed km/h: km/h=1 kmh=1 kph=1 kilometer/h=1 kilometre/h=1 m/s=3.6 meter/s=3.6 metre/s=3.6 km/s=3600 kilometer/s=3600
  kilometre/s=3600 m/h=0.001
  | mph=1.609344 mile/h=1.609344 mi/h=1.609344 knot=1.852
acceleration m/s2: m/s2=1 meter/s2=1 metre/s2=1
"""
# Money that more countries than one call so, and the base units that it may be of.
_SHARED_NAMES = (
    (frozenset({"$", "dollar", "buck", "cent", "¢"}), frozenset({"usd", "aud", "cad", "nzd", "hkd", "sgd", "twd"})),
    (frozenset({"¥"}), frozenset({"jpy", "cny"})),
    (frozenset({"kr", "krona", "kronor", "krone", "kroner"}), frozenset({"kr", "sek", "nok", "dkk"})),
)
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
# The signs, codes and dollars of money that may stand before a number, for patterns.
SIGNS = "$€£¥₹₩₽₺₪"
CODES = "|".join(name for name in UNITS if len(name) == 3 and name.isalpha() and name.isupper())
DOLLARS = "|".join(
    name.replace("$", r"\$") for name in sorted((*UNITS,), key=len, reverse=True) if name[1:].endswith("$")
)


def to_base(value: Decimal, unit: str) -> Decimal:
    """Return `value` of a known unit in its base unit."""
    if unit in {"°f", "fahrenheit", "F"}:
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
    own = name or ""
    low = own.casefold()
    return next((form for form in (own, own.removesuffix("s"), low, low.removesuffix("s")) if form in UNITS), "")


def is_dollar(name: str | None) -> bool:
    """Whether a unit is the dollar of one country, so that it says more than a dollar sign."""
    plain, dollars = _SHARED_NAMES[0]
    return name not in plain and UNITS.get(known_unit(name), ("",))[0] in dollars


def same_amount(a: Decimal, unit_a: str | None, b: Decimal, unit_b: str | None) -> bool:
    """Whether two numbers are equal, in units that can be converted; an unnamed unit fits any other.

    A plain dollar fits the dollar of any country. Between two systems of units ("10 miles", "16 km") 1% may be lost to
    rounding.
    """
    known_a, known_b = known_unit(unit_a), known_unit(unit_b)
    if not known_a or not known_b:
        return a == b
    dimension = UNITS[known_a][0]
    if dimension != UNITS[known_b][0] and not _may_be_one_money(known_a, known_b):
        return False
    one, other = to_base(a, known_a), to_base(b, known_b)
    if one == other:
        return True
    if (known_a in _FOREIGN) == (known_b in _FOREIGN):
        return abs(one - other) <= abs(one) * _EXACT
    if dimension == "c":
        return abs(one - other) <= Decimal("0.6")
    return abs(one - other) <= max(abs(one), abs(other)) * _ROUNDED


def _may_be_one_money(a: str, b: str) -> bool:
    bases = {UNITS[a][0], UNITS[b][0]}
    return any(bases <= known and {a, b} & names for names, known in _SHARED_NAMES)
