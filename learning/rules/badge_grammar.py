"""The language of badge rules: a small tree of data, never code, so that packs can bring badges of their own.

    {"count": name, "at_least": n}                  a counter of the person's progress
    {"moments": {"trait": lesson, "at_least": n}}   confirmed moments; without `trait`, of any
    {"challenges": {"kind": kind, "at_least": n}}   challenges won; without `kind`, of any
    {"remembered": {"lesson": id, "share": s}}      this share (above 0, to 1) of a lesson's ideas is known; or of a "pack"'s
    {"all": [rule, ...]}   {"any": [rule, ...]}

A rule is at most `DEPTH` deep and has at most `NODES` nodes. It is read once, and looked at by `badge_rules.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from math import ceil

from learning.rules.badge_rules import Count, Either, Every, Remembered, Rule
from learning.rules.badge_words import HEADS

DEPTH, NODES, MOST = 4, 40, 10_000

Ideas = Callable[[str], Sequence[str]]
"""Finds the ids of the concepts of a lesson or a pack by its id; none if there is no such thing."""


class RuleError(ValueError):
    """A tree that is no rule; the text says why."""


def parse(tree: object, ideas: Ideas, depth: int = 1) -> Rule:
    """Read a rule.

    Raises:
        RuleError: it is none, asks for what is not there, or is too deep or too large.
    """
    if depth > DEPTH:
        raise RuleError(f"a rule is at most {DEPTH} deep")
    if not isinstance(tree, dict) or not (kind := tree.keys() & _KINDS.keys()):
        raise RuleError(f"a rule has one of {', '.join(_KINDS)}")
    name = min(kind)
    fields = {"count", "at_least"} if name == "count" else {name}
    if tree.keys() != fields:
        raise RuleError(f"a rule of the kind {name!r} has {' and '.join(sorted(fields))}, and nothing else")
    return _KINDS[name](tree if name == "count" else tree[name], ideas, depth)


def _count(raw: object, ideas: Ideas, depth: int) -> Rule:
    fields = _fields(raw, {"count", "at_least"})
    return _counter(fields["count"], fields["at_least"])


def _moments(raw: object, ideas: Ideas, depth: int) -> Rule:
    fields = _fields(raw, {"at_least"}, "trait")
    trait = fields.get("trait")
    if trait is None:
        return _counter("moments", fields["at_least"])
    _ideas(trait, ideas)
    return _counter(f"moment.{trait}", fields["at_least"])


def _challenges(raw: object, ideas: Ideas, depth: int) -> Rule:
    fields = _fields(raw, {"at_least"}, "kind")
    kind = fields.get("kind")
    if not (kind is None or isinstance(kind, str)):
        raise RuleError("the kind of a challenge is text")
    return _counter("challenge.won" if kind is None else f"challenge.won.{kind}", fields["at_least"])


def _remembered(raw: object, ideas: Ideas, depth: int) -> Rule:
    of = "pack" if isinstance(raw, dict) and "pack" in raw else "lesson"
    fields = _fields(raw, {of, "share"})
    share, found = fields["share"], _ideas(fields[of], ideas)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise RuleError("a share is a number above 0, to 1")
    return Remembered(found, ceil(share * len(found)))


def _every(raw: object, ideas: Ideas, depth: int) -> Rule:
    parts = _parts(raw, ideas, depth)
    return Every(parts, sum(part.need for part in parts))


def _either(raw: object, ideas: Ideas, depth: int) -> Rule:
    parts = _parts(raw, ideas, depth)
    return Either(parts, min(part.need for part in parts))


_KINDS: dict[str, Callable[[object, Ideas, int], Rule]] = {
    "count": _count,
    "moments": _moments,
    "challenges": _challenges,
    "remembered": _remembered,
    "all": _every,
    "any": _either,
}


def _parts(raw: object, ideas: Ideas, depth: int) -> tuple[Rule, ...]:
    if not isinstance(raw, list | tuple) or not raw:
        raise RuleError("`all` and `any` hold a list of rules")
    parts = tuple(parse(part, ideas, depth + 1) for part in raw[:NODES])
    if len(raw) > NODES or 1 + sum(map(_size, parts)) > NODES:
        raise RuleError(f"a rule has at most {NODES} nodes")
    return parts


def _size(rule: Rule) -> int:
    return 1 + sum(map(_size, rule.parts)) if isinstance(rule, Every | Either) else 1


def _counter(name: object, at_least: object) -> Count:
    if not isinstance(name, str) or name.partition(".")[0] not in HEADS:
        raise RuleError(f"there is no counter {name!r:.80}")
    if isinstance(at_least, bool) or not isinstance(at_least, int) or not 1 <= at_least <= MOST:
        raise RuleError(f"`at_least` is a whole number from 1 to {MOST}")
    return Count(name, at_least)


def _ideas(name: object, ideas: Ideas) -> tuple[str, ...]:
    found = tuple(ideas(name)) if isinstance(name, str) else ()
    if not found:
        raise RuleError(f"there is nothing to remember in {name!r:.80}")
    return found


def _fields(raw: object, needed: set[str], *optional: str) -> Mapping[str, object]:
    if not isinstance(raw, dict) or not needed <= raw.keys() <= needed.union(optional):
        raise RuleError(f"here {', '.join(sorted(needed))} and nothing else is expected")
    return raw
