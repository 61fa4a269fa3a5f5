"""The chart: concepts remembered on day 120 per minute, for each memory model and scheduler."""

from collections.abc import Iterator, Mapping
from statistics import median
from xml.sax.saxutils import escape

from simulate.report import Results, calculate_median, get_per_minute, get_remembered
from simulate.trials import FITTED, PATIENT, PLAIN, SimulationResult

NAME_WIDTH, PANEL_WIDTH, PANEL_GAP, TOP_HEIGHT, ROW_HEIGHT = 170, 280, 24, 70, 26
CHART_TITLE = "Ideas remembered on day 120, for each minute spent until day 90"
CHART_NOTE = (
    "Bars are medians, lines the spread of the seeds;"
    " beside them, ideas remembered and minutes spent, a person."
)
CHART_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.t{font-size:15px;font-weight:600}.a{fill:#555}"
    ".o{fill:#fdba74}.ol{font-weight:700}.b{fill:#94a3b8}.s{stroke:#222;stroke-width:1.5}"
    "@media(prefers-color-scheme:dark){text{fill:#e5e5e5}.a{fill:#bbb}.o{fill:#c2410c}"
    ".b{fill:#64748b}.s{stroke:#ddd}}"
)


def draw_chart(results: Results) -> str:
    """Draw the chart as SVG."""
    names = [name.removesuffix(PATIENT) for name in next(iter(results.values()))]
    width = NAME_WIDTH + len(results) * (PANEL_WIDTH + PANEL_GAP)
    height = TOP_HEIGHT + ROW_HEIGHT * len(names) + 10
    panels = (
        part
        for place, (model, by_name) in enumerate(results.items())
        for part in _draw_panel(NAME_WIDTH + place * (PANEL_WIDTH + PANEL_GAP), model, by_name)
    )
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            f"<title>{CHART_TITLE}</title>",
            f"<style>{CHART_STYLE}</style>",
            f'<text class="t" x="10" y="22">{CHART_TITLE}</text>',
            f'<text class="a" x="10" y="40">{CHART_NOTE}</text>',
            *(_draw_name(place, name) for place, name in enumerate(names)),
            *panels,
            "</svg>\n",
        )
    )


def _draw_name(place: int, name: str) -> str:
    kind = "ol" if name in (FITTED, PLAIN) else ""
    x, y = NAME_WIDTH - 8, _find_middle(place) + 4
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="end">{escape(name)}</text>'


def _draw_panel(
    left: int, model: str, by_name: Mapping[str, list[SimulationResult]]
) -> Iterator[str]:
    """Draw the bars of a model. Each panel has its own scale."""
    scale = PANEL_WIDTH / max(max(map(get_per_minute, found)) for found in by_name.values())
    yield f'<text class="ol" x="{left}" y="{TOP_HEIGHT - 10}">memory by {escape(model)}</text>'
    for place, (name, found) in enumerate(by_name.items()):
        y, each = _find_middle(place), [scale * get_per_minute(one) for one in found]
        minutes = median(one.minutes for one in found)
        label = f"{calculate_median(found, get_remembered):.0f} in {minutes:.0f} min"
        kind = "o" if name in (FITTED, PLAIN) else "b"
        size = f'width="{median(each):.0f}" height="18" rx="2"'
        yield f'<rect class="{kind}" x="{left}" y="{y - 9}" {size}/>'
        x1, x2 = left + min(each), left + max(each)
        yield f'<line class="s" x1="{x1:.0f}" x2="{x2:.0f}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{left + 4}" y="{y + 4}">{label}</text>'


def _find_middle(place: int) -> int:
    return TOP_HEIGHT + ROW_HEIGHT * place + 10
