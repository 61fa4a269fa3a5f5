"""Count how often the elements of an SVG are drawn when `use` and patterns repeat them.

Ten elements that use each other ten times draw ten thousand million. Browsers stand still then.
"""

import re
from collections import Counter
from collections.abc import Mapping

from content.limits import MAX_SVG_DEPTH, MAX_SVG_DRAWN

_REFERENCE = re.compile(r"url\(\s*+['\"]?+#([\w.-]++)")


class _Drawn:
    """An element with all that is in it: how many elements, and which ids they refer to."""

    __slots__ = ("count", "id", "references")

    def __init__(self, id_: str | None) -> None:
        self.id, self.count, self.references = id_, 1, Counter[str]()


class DrawingCounter:
    """Counts while a parser reads: call `open_element` and `close_element` for each element."""

    def __init__(self) -> None:
        """Begin before the root."""
        self._open = [_Drawn(None)]
        self._by_id: dict[str, _Drawn] = {}

    def open_element(self, attributes: Mapping[str, str]) -> None:
        """Note an element and what its attributes refer to."""
        element = _Drawn(attributes.get("id"))
        for name, value in attributes.items():
            if name.rpartition(" ")[2] == "href" and value.startswith("#"):
                element.references[value[1:]] += 1
            element.references.update(_REFERENCE.findall(value))
        self._open.append(element)

    def close_element(self) -> None:
        """Add the element to the one around it."""
        element = self._open.pop()
        if element.id is not None:
            self._by_id.setdefault(element.id, element)
        self._open[-1].count += element.count
        self._open[-1].references.update(element.references)

    def is_too_large(self) -> bool:
        """Whether more than `MAX_SVG_DRAWN` elements are drawn, or one draws itself."""
        return self._count_drawn(self._open[0], {}, 0) > MAX_SVG_DRAWN

    def _count_drawn(self, element: _Drawn, known: dict[str, int], depth: int) -> int:
        """The elements drawn; beyond the bound any larger number will do."""
        if depth > MAX_SVG_DEPTH:
            return MAX_SVG_DRAWN + 1
        total = element.count
        for id_, times in element.references.items():
            if id_ not in self._by_id:
                continue
            if id_ not in known:
                known[id_] = MAX_SVG_DRAWN + 1  # what a circle finds
                known[id_] = self._count_drawn(self._by_id[id_], known, depth + 1)
            total = min(total + times * known[id_], MAX_SVG_DRAWN + 1)
        return total
