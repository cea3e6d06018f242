"""From the rows of benchmarks/detection.py to its tables: recall, false alarms, what was decided, and at what price."""

import statistics
from collections.abc import Callable, Iterable, Sequence

from scipy.stats import binomtest

from benchmarks.detection_peers import RULES
from benchmarks.detection_runs import Row
from tests.planted.models import WHITE_SPACE

FOUND = ("dependent", "counterexample")
IGNORES = "ignores-instruction"
LEAST_SHARE = 0.2
LOW_NOISE = 0.05
MOST_NOISE = 0.2
Peers = dict[int, dict[str, bool]]  # by the id() of a row


def is_false_alarm(row: Row) -> bool:
    """Whether a model without a fault was blamed; that white space matters is told as a finding of format."""
    spaced = row.model == WHITE_SPACE.name
    return any(verdict in FOUND and not (spaced and family == "format") for family, verdict, _ in row.findings)


def is_found(row: Row, *verdicts: str) -> bool:
    """Whether a brittle model has a finding with one of `verdicts`."""
    return any(verdict in verdicts for _, verdict, _ in row.findings)


def upper_limit(count: int, total: int) -> float:
    """Return the one-sided 95% upper Clopper–Pearson limit of a share, 0..1."""
    return float(binomtest(count, total, alternative="less").proportion_ci(0.95).high) if total else 1.0


def share(rows: Sequence[Row], holds: Callable[[Row], bool]) -> float:
    """Return the share of `rows` for which `holds`, 0 where there are none."""
    return sum(map(holds, rows)) / len(rows) if rows else 0.0


def summary(rows: Sequence[Row], peers: Peers) -> dict[str, object]:
    """Return the numbers of one group of runs."""
    cells = [verdict for row in rows for _, verdict, _ in row.cells]
    found = [right for row in rows for _, verdict, right in row.findings if verdict in FOUND]
    return {
        "runs": len(rows),
        "dependent": share(rows, lambda row: any(verdict == "dependent" for _, verdict, _ in row.cells)),
        "counterexample": share(rows, lambda row: is_found(row, "counterexample")),
        "either": share(rows, lambda row: is_found(row, *FOUND)),
        "blamed_rightly": sum(found) / len(found) if found else None,
        "false_alarms": sum(map(is_false_alarm, rows)),
        "false_alarms_upper": upper_limit(sum(map(is_false_alarm, rows)), len(rows)),
        "ignores": share(rows, lambda row: is_found(row, IGNORES)),
        "decided": sum(v in {"dependent", "stable"} for v in cells) / max(len(cells), 1),
        "calls_median": statistics.median(row.verdict_calls for row in rows) if rows else None,
        "calls_spent_median": statistics.median(row.calls for row in rows) if rows else None,
        "peers": {rule: share(rows, lambda row, rule=rule: peers[id(row)][rule]) for rule in RULES} if peers else {},
    }


def groups(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the brittle runs by noise, trigger share and effect."""
    found: dict[str, list[Row]] = {}
    order = ("deterministic", "low noise", "20% noise", "30% noise")
    brittle = [row for row in rows if row.kind == "brittle"]
    for name in order:
        for common in (True, False):
            for strong in (True, False):
                members = [
                    row
                    for row in brittle
                    if (row.group if row.noise <= MOST_NOISE else "30% noise") == name
                    and (row.share >= LEAST_SHARE) == common
                    and (row.effect == 1) == strong
                ]
                label = f"{name}, {'in ≥ 20%' if common else 'in < 20%'}, effect {'100%' if strong else '< 100%'}"
                if members:
                    found[label] = members
    return found


def lines(title: str, table: dict[str, dict[str, object]], *, brittle: bool) -> list[str]:
    """Return the printed table of named summaries."""
    heads = ("depend.", "counter.", "either", "rightly") if brittle else ("alarms", "≤ (95%)")
    told = [*heads, "ignores", "decided", "calls", "spent", *RULES]
    text = [f"\n{title:<46}{'runs':>5}" + "".join(f"{head:>{max(9, len(head) + 2)}}" for head in told)]
    for name, row in table.items():
        values = _values(row, brittle=brittle)
        cells = [f"{value:>{max(9, len(head) + 2)}}" for head, value in zip(told, values, strict=False)]
        text.append(f"{name:<46}{row['runs']:>5}" + "".join(cells))
    return text


def _values(row: dict[str, object], *, brittle: bool) -> list[str]:
    def two(value: object) -> str:
        return "-" if value is None else f"{value:.2f}"

    own = ("dependent", "counterexample", "either", "blamed_rightly") if brittle else ("false_alarms_upper",)
    first = [] if brittle else [str(row["false_alarms"])]
    peers = row["peers"]
    assert isinstance(peers, dict)
    shown = [two(row[key]) if brittle else f"{row[key]:.3f}" for key in own]
    calls = [f"{row[key]:.0f}" for key in ("calls_median", "calls_spent_median")]
    return [*first, *shown, two(row["ignores"]), two(row["decided"]), *calls, *(two(value) for value in peers.values())]


def is_aimed(row: Row) -> bool:
    """Whether a brittle run is one of those that the aims speak of: a common trigger that always has its effect."""
    return row.kind == "brittle" and row.effect == 1 and row.share >= LEAST_SHARE and row.noise <= MOST_NOISE


def aims(rows: Sequence[Row]) -> list[str]:
    """Return what was aimed at beside what was reached, at the largest budget; false alarms at every budget."""
    most = max((row.calls_given for row in rows), default=0)
    aimed = [row for row in rows if is_aimed(row) and row.calls_given == most]
    quiet = [row for row in aimed if row.noise <= LOW_NOISE]
    noisy = [row for row in aimed if row.noise > LOW_NOISE]
    robust = [row for row in rows if row.kind == "robust"]
    flagged = sum(map(is_false_alarm, robust))
    follow = [row for row in rows if row.kind != "ignoring"]
    ignoring = sum(is_found(row, IGNORES) for row in follow)
    return [
        *(
            f"recall at {most} calls, {name}: {share(some, lambda row: is_found(row, *FOUND)):.3f} of {len(some)} runs "
            f"(aim {aim})"
            for name, some, aim in (("steady or low noise", quiet, ".95"), ("10% to 20% noise", noisy, ".90"))
        ),
        f"false alarms: {flagged} of {len(robust)} robust runs, "
        f"{flagged / max(len(robust), 1):.3f}, at most {upper_limit(flagged, len(robust)):.3f} (aim .05)",
        f"told to ignore their instruction though they follow it: {ignoring} of {len(follow)} runs",
    ]


def misses(rows: Iterable[Row]) -> list[str]:
    """Return for each brittle run without a finding, in the aims' groups, what each cell says."""
    text = []
    for row in rows:
        if is_aimed(row) and not is_found(row, *FOUND):
            shares = ", ".join(f"{family} {value:.0%}" for family, value in row.shares.items())
            text.append(f"{row.model} ({row.group}, {row.answer}; {shares}), seed {row.seed}, {row.calls} calls")
            text += [f"    {family}: {verdict}: {reason}" for family, verdict, reason in row.cells]
    return text


def alarms(rows: Iterable[Row]) -> list[str]:
    """Return the false alarms, with what the cells say."""
    text = []
    for row in rows:
        if row.kind == "robust" and is_false_alarm(row):
            said = {family: reason for family, _, reason in row.cells}
            text.append(f"{row.model} ({row.answer}), seed {row.seed}, {row.calls_given} calls given")
            text += [f"    {family}: {verdict}: {said.get(family, '')}" for family, verdict, _ in row.findings]
    return text
