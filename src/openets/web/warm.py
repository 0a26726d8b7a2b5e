"""What a server does before its first visitor: the totals and the drawing engine take a second to wake."""

from threading import Thread

from openets.analytics.charts import WIDE, YearPoint, draw, years_chart
from openets.views import judging_all
from openets.views.search import warm as warm_search


def warm() -> None:
    """Wake everything, in this thread."""
    draw(years_chart([YearPoint(2005, 1)], WIDE, "t CO2e"))
    judging_all.warm()
    warm_search()


def warm_behind() -> None:
    """Wake everything while the server begins to listen."""
    Thread(target=warm, daemon=True).start()
