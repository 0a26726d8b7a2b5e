"""One Member State with its years, sectors, caps and accounts; one sector with its years and Member States."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openets.views import judging_all, summaries
from openets.views.finding import found
from openets.views.groups import member
from openets.views.installations import EMITTERS, biggest_emitters
from openets.views.law import books_law
from openets.views.names import activity_name
from openets.views.places import place as place_of
from openets.views.places import sectors
from openets.views.totals import STATES, state_lines
from openets.views.units import balances
from openets.web import figures


def state(request: HttpRequest, code: str) -> HttpResponse:
    found("state", member(code), code)
    place, law, totals = place_of(code), books_law(), summaries.totals()
    year = summaries.totals().latest_year
    context = {
        "place": place,
        "member": law.members.get(code),
        "is_party": law.protocol is not None and code in law.protocol.targets,
        "year": year,
        "installations": sum(n for (home, _), n in totals.installations.items() if home == code),
        "years": figures.years(code),
        "letters": figures.letters(code),
        "judgement": judging_all.judgement(),
        "sectors": figures.sectors(year, code),
        "emitters": (EMITTERS, biggest_emitters(year, member_state=code)),
        "accounts": sum(n for (home, _), n in totals.accounts.items() if home == place.registry),
        "balances": balances(place.registry) if place.registry == code else [],
    }
    return render(request, "state.html", context)


def sector(request: HttpRequest, slug: str) -> HttpResponse:
    own = found("sector", sectors().get(slug), slug)
    year = summaries.totals().latest_year
    lines = [line for line in state_lines(year, slug) if line.installations]
    # a cap is of all sectors, so it is left out
    table = STATES.without(f"{slug}-states", "cap")
    context = {
        "sector": own,
        "activities": [(code, activity_name(code)) for code in own.activities],
        "year": year,
        "installations": sum(line.installations for line in lines),
        "years": figures.years(sector=slug),
        "letters": figures.letters(sector=slug),
        "judgement": judging_all.judgement(),
        "states": (table, sorted(lines, key=lambda line: -line.totals.verified)),
        "emitters": (EMITTERS, biggest_emitters(year, sector=slug)),
    }
    return render(request, "sector.html", context)
