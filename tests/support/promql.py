"""A small reader and evaluator of PromQL, for the alarms and the dashboard that we ship.

It knows what they use: selectors with matchers, `rate` and `increase` over a window,
`histogram_quantile`, aggregations with `by`, division, and comparison with a number. A sample
series changes by a constant amount in a second, so that rates are exact. Anything else is refused.
"""

import math
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

Labels = tuple[tuple[str, str], ...]
Vector = dict[Labels, float]

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<name>[a-zA-Z_][\w:]*)|(?P<text>\"[^\"]*\")"
    r"|(?P<window>\[\d+[smhd]\])|(?P<sign>=~|!~|!=|==|>=|<=|[(){},=<>/*]))"
)
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
AGGREGATIONS: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "max": max,
    "min": min,
}
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
}
MATCHES: dict[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "=~": lambda value, pattern: bool(re.fullmatch(pattern, value)),
    "!~": lambda value, pattern: not re.fullmatch(pattern, value),
}


@dataclass(frozen=True)
class Series:
    """A series of samples: its value now, and by how much it changes in a second."""

    name: str
    value: float
    per_second: float = 0.0
    labels: Labels = ()


@dataclass(frozen=True)
class Selector:
    """A name with its matchers: label, sign and text."""

    name: str
    matchers: tuple[tuple[str, str, str], ...] = ()

    def find(self, samples: Sequence[Series]) -> Iterator[Series]:
        for series in samples:
            labels = dict(series.labels)
            if series.name == self.name and all(
                MATCHES[sign](labels.get(label, ""), text) for label, sign, text in self.matchers
            ):
                yield series


Evaluator = Callable[[Sequence[Series]], Vector]


@dataclass(frozen=True)
class Query:
    """A query that was read: how it is evaluated, what it selects, by which labels it groups."""

    evaluate: Evaluator
    selectors: tuple[Selector, ...]
    grouped_labels: frozenset[str]


def parse_query(text: str) -> Query:
    """Read a query.

    Raises:
        ValueError: it is no query that this file knows.
    """
    reader = _Reader(text)
    evaluate = reader.read_comparison()
    reader.expect_end()
    return Query(evaluate, tuple(reader.selectors), frozenset(reader.grouped_labels))


class _Reader:
    def __init__(self, text: str) -> None:
        self.selectors: list[Selector] = []
        self.grouped_labels: set[str] = set()
        self._tokens: list[str] = []
        position, text = 0, text.strip()
        while position < len(text):
            found = TOKEN.match(text, position)
            if found is None:
                raise ValueError(f"{text!r} at {position}")
            self._tokens.append(found.group().strip())
            position = found.end()

    def expect_end(self) -> None:
        if self._tokens:
            raise ValueError(f"after the end: {self._tokens}")

    def read_comparison(self) -> Evaluator:
        left = self._read_quotient()
        if self._peek() in COMPARISONS:
            compare, limit = COMPARISONS[self._take()], float(self._take())
            return lambda samples: {
                labels: value for labels, value in left(samples).items() if compare(value, limit)
            }
        return left

    def _read_quotient(self) -> Evaluator:
        left = self._read_term()
        while self._peek() == "/":
            self._take("/")
            left = partial(_divide, left, self._read_term())
        return left

    def _read_term(self) -> Evaluator:
        if self._peek() == "(":
            return self._read_in_brackets()
        name = self._take()
        if name in AGGREGATIONS:
            by = self._read_by()
            return partial(_aggregate, AGGREGATIONS[name], by, self._read_in_brackets())
        if name in {"rate", "increase"} and self._peek() == "(":
            return self._read_change(name)
        if name == "histogram_quantile":
            self._take("(")
            share = float(self._take())
            self._take(",")
            inner = self.read_comparison()
            self._take(")")
            return partial(_find_quantile, share, inner)
        return partial(_read_values, self._read_selector(name))

    def _read_in_brackets(self) -> Evaluator:
        self._take("(")
        inner = self.read_comparison()
        self._take(")")
        return inner

    def _read_by(self) -> frozenset[str]:
        if self._peek() != "by":
            return frozenset()
        self._take("by")
        self._take("(")
        labels = {self._take()}
        while self._take() == ",":
            labels.add(self._take())
        self.grouped_labels |= labels
        return frozenset(labels)

    def _read_change(self, name: str) -> Evaluator:
        self._take("(")
        selector = self._read_selector(self._take())
        window = self._take()
        if not re.fullmatch(r"\[\d+[smhd]\]", window):
            raise ValueError(f"no window: {window}")
        self._take(")")
        seconds = int(window[1:-2]) * SECONDS[window[-2]]
        return partial(_read_changes, selector, seconds if name == "increase" else 1)

    def _read_selector(self, name: str) -> Selector:
        matchers = []
        if self._peek() == "{":
            self._take("{")
            while self._peek() != "}":
                label, sign, text = self._take(), self._take(), self._take()
                matchers.append((label, sign, text.strip('"')))
                if self._peek() == ",":
                    self._take(",")
            self._take("}")
        if not re.fullmatch(r"[a-z_:]\w+", name):
            raise ValueError(f"no name: {name}")
        self.selectors.append(Selector(name, tuple(matchers)))
        return self.selectors[-1]

    def _peek(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _take(self, expected: str = "") -> str:
        if not self._tokens or (expected and self._tokens[0] != expected):
            raise ValueError(f"{expected or 'more'} expected before {self._tokens}")
        return self._tokens.pop(0)


def _read_values(selector: Selector, samples: Sequence[Series]) -> Vector:
    return {series.labels: series.value for series in selector.find(samples)}


def _read_changes(selector: Selector, seconds: float, samples: Sequence[Series]) -> Vector:
    return {series.labels: series.per_second * seconds for series in selector.find(samples)}


def _divide(left: Evaluator, right: Evaluator, samples: Sequence[Series]) -> Vector:
    above, below = left(samples), right(samples)
    return {
        labels: above[labels] / below[labels] if below[labels] else math.nan
        for labels in above.keys() & below.keys()
    }


def _aggregate(
    combine: Callable[[Sequence[float]], float],
    by: frozenset[str],
    inner: Evaluator,
    samples: Sequence[Series],
) -> Vector:
    groups: defaultdict[Labels, list[float]] = defaultdict(list)
    for labels, value in inner(samples).items():
        groups[tuple(label for label in labels if label[0] in by)].append(value)
    return {labels: combine(values) for labels, values in groups.items()}


def _find_quantile(share: float, inner: Evaluator, samples: Sequence[Series]) -> Vector:
    """Give the quantile of each histogram, as Prometheus does: linear within its bucket."""
    histograms: defaultdict[Labels, list[tuple[float, float]]] = defaultdict(list)
    for labels, value in inner(samples).items():
        bound = float(dict(labels)["le"].replace("+Inf", "inf"))
        rest = tuple(label for label in labels if label[0] != "le")
        histograms[rest].append((bound, value))
    return {labels: _interpolate(share, sorted(found)) for labels, found in histograms.items()}


def _interpolate(share: float, buckets: Sequence[tuple[float, float]]) -> float:
    wanted, start, below = share * buckets[-1][1], 0.0, 0.0
    if not buckets[-1][1]:
        return math.nan
    for bound, count in buckets:
        if count >= wanted:
            inside = (wanted - below) / (count - below) if count > below else 0.0
            return start if math.isinf(bound) else start + (bound - start) * inside
        start, below = bound, count
    return start
