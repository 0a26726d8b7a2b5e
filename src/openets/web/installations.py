"""One installation with its years and how it complied."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from openets.compliance.official import DOUBTS
from openets.kernel.folding import slug
from openets.views.corrections import CORRECTIONS, corrections_of
from openets.views.finding import found
from openets.views.history import history_beside
from openets.views.installation import OPERATORS, installation_file
from openets.views.names import activity_name
from openets.views.places import sector_of
from openets.views.years import JudgedYear, years_view
from openets.web import figures
from openets.web.query import wants_csv
from openets.web.tables import send


def installation_page(request: HttpRequest, key: str) -> HttpResponseBase:
    file = found("installation", installation_file(key), key)
    if key != file.number:
        # found by a number that it bore before; for now only, since it may be given back
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(f"{reverse('installation', args=[file.number])}{asked}")
    own, years, view = file.installation, file.years, years_view()
    if wants_csv(request):
        return send(request, view.marked(own.synthetic), years)
    accounts = file.accounts
    context = {
        "installation": own,
        "operator_key": slug(own.operator),
        "sector": sector_of(own.activity),
        "activity": activity_name(own.activity),
        "years": years,
        "table": view,
        "figure": figures.installation(own, [year.record for year in years]),
        "penalties": file.penalties,
        "not_fined": _not_fined(years),
        "causes": {year.cause: year.meaning for year in years if year.meaning},
        "accounts": accounts,
        "file": file,
        "duty": file.duty,
        "operators": (OPERATORS, file.operators),
        "corrections": (CORRECTIONS.without("corrections-of", "installation"), corrections_of(own.key)),
        "history": history_beside([each.account.identifier for each in accounts]),
    }
    return render(request, "installation.html", context)


def _not_fined(years: list[JudgedYear]) -> list[tuple[str, str, str]]:
    """(why, which years, what that means) of what the rules alone would penalise and the official record does not."""
    told = []
    for doubt, meaning in DOUBTS.items():
        which = [str(year.record.year) for year in years if year.penalty and year.penalty.doubt == doubt]
        if which:
            told.append((doubt, ", ".join(which), meaning))
    return told
