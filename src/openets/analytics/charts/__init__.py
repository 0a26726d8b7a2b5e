"""Charts: plain rows in, a Vega-Lite specification out, and its drawing as SVG or PNG.

The colours are those of the pages' stylesheet. A drawing carries both themes and follows the reader's choice,
as the pages do. Every chart is one of two widths, so that its words stay readable on a telephone. A `Heading`
stands above the drawing: what it shows, in a sentence, and what a reader must know who sees nothing else of the page.
"""

from openets.analytics.charts.emissions import (
    Names,
    YearPoint,
    commitment_chart,
    letters_chart,
    ranking_chart,
    years_chart,
)
from openets.analytics.charts.paper import Gap, Measure, Span, Stop, days_chart, gaps_chart, lanes_chart, percent_chart
from openets.analytics.charts.theme import NARROW, RECONSTRUCTED, STYLE_HASH, WIDE, Heading, draw, png
from openets.analytics.charts.volumes import PANEL, panels_across, volumes_chart

__all__ = [
    "NARROW",
    "PANEL",
    "RECONSTRUCTED",
    "STYLE_HASH",
    "WIDE",
    "Gap",
    "Heading",
    "Measure",
    "Names",
    "Span",
    "Stop",
    "YearPoint",
    "commitment_chart",
    "days_chart",
    "draw",
    "gaps_chart",
    "lanes_chart",
    "letters_chart",
    "panels_across",
    "percent_chart",
    "png",
    "ranking_chart",
    "volumes_chart",
    "years_chart",
]
