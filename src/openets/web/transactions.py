"""One transaction with its life, the checks it passed and its journal entry."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openets.projects.project import Project
from openets.views.blocks import Moved, moved
from openets.views.finding import found
from openets.views.law import books_law
from openets.views.notices import notice, type_of
from openets.views.projects import project
from openets.views.transaction import transaction_file
from openets.views.transactions import tags

SHOWN_BLOCKS = 200
SHOWN_PROJECTS = 10


def _projects(named: list[Moved]) -> tuple[list[tuple[str, Project | None]], int]:
    """The first projects that are named by the serial numbers of blocks, and how many there are; nothing more of those
    that are not on record."""
    keys = dict.fromkeys(each.block.series.project for each in named if each.block and each.block.series.project)
    return [(key, project(key)) for key in list(keys)[:SHOWN_PROJECTS]], len(keys)


def transaction_page(request: HttpRequest, reference: str) -> HttpResponse:
    file = found("transaction", transaction_file(reference), reference)
    row, content = file.row, file.content
    own = row.transaction
    blocks, created = moved(content.get("blocks")), moved(content.get("created"))
    projects, projects_count = _projects([*blocks, *created])
    settles = notice(str(content.get("notice") or ""))
    context = {
        "row": row,
        "own": own,
        "tags": tags(row),
        "kind": books_law().terms.transactions.get(own.type),
        "life": file.life,
        "checks": books_law().catalogue.get(own.type, ()),
        "content": content,
        "linked": file.linked,
        "received": file.received,
        "projects": projects,
        "projects_count": projects_count,
        "notice": settles.notice if settles is not None else None,
        "notice_type": type_of(settles.notice) if settles is not None else None,
        "replaces": [str(text) for text in content.get("replaces") or ()],
        "blocks": blocks[:SHOWN_BLOCKS],
        "blocks_count": len(content.get("blocks") or ()),
        "created": created[:SHOWN_BLOCKS],
        "vintages": file.vintages,
        "reversed_by": file.reversed_by,
    }
    return render(request, "transaction.html", context)
