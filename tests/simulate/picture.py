"""The picture: for each model, ideas remembered on day 120 for each minute spent, with the spread of the seeds."""

from collections.abc import Iterator, Mapping
from statistics import median
from xml.sax.saxutils import escape

from simulate.report import Results, middle, per_minute, remembered
from simulate.trial import FITTED, PATIENT, PLAIN, Result

NAMES, WIDE, GAP, TOP, STEP = 170, 280, 24, 70, 26
HEADING = "Ideas remembered on day 120, for each minute spent until day 90"
UNDER = "Bars are medians, lines the spread of the seeds; beside them, ideas remembered and minutes spent, a person."
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.t{font-size:15px;font-weight:600}.a{fill:#555}"
    ".o{fill:#fdba74}.ol{font-weight:700}.b{fill:#94a3b8}.s{stroke:#222;stroke-width:1.5}"
    "@media(prefers-color-scheme:dark){text{fill:#e5e5e5}.a{fill:#bbb}.o{fill:#c2410c}.b{fill:#64748b}.s{stroke:#ddd}}"
)


def picture(results: Results) -> str:
    """Draw it as SVG."""
    names = [name.removesuffix(PATIENT) for name in next(iter(results.values()))]
    width = NAMES + len(results) * (WIDE + GAP)
    height = TOP + STEP * len(names) + 10
    panels = (
        part
        for place, (model, by_name) in enumerate(results.items())
        for part in _panel(NAMES + place * (WIDE + GAP), model, by_name)
    )
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            f"<title>{HEADING}</title>",
            f"<style>{STYLE}</style>",
            f'<text class="t" x="10" y="22">{HEADING}</text>',
            f'<text class="a" x="10" y="40">{UNDER}</text>',
            *(_name(place, name) for place, name in enumerate(names)),
            *panels,
            "</svg>\n",
        )
    )


def _name(place: int, name: str) -> str:
    kind = "ol" if name in (FITTED, PLAIN) else ""
    return f'<text class="{kind}" x="{NAMES - 8}" y="{_middle(place) + 4}" text-anchor="end">{escape(name)}</text>'


def _panel(x: int, model: str, by_name: Mapping[str, list[Result]]) -> Iterator[str]:
    """Draw a model's bars, each panel at its own scale."""
    scale = WIDE / max(max(map(per_minute, found)) for found in by_name.values())
    yield f'<text class="ol" x="{x}" y="{TOP - 10}">memory by {escape(model)}</text>'
    for place, (name, found) in enumerate(by_name.items()):
        y, each = _middle(place), [scale * per_minute(one) for one in found]
        told = f"{middle(found, remembered):.0f} in {median(one.minutes for one in found):.0f} min"
        kind = "o" if name in (FITTED, PLAIN) else "b"
        yield f'<rect class="{kind}" x="{x}" y="{y - 9}" width="{median(each):.0f}" height="18" rx="2"/>'
        yield f'<line class="s" x1="{x + min(each):.0f}" x2="{x + max(each):.0f}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{x + 4}" y="{y + 4}">{told}</text>'


def _middle(place: int) -> int:
    return TOP + STEP * place + 10
