"""The interface put together from its families of addresses."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from openets import __version__
from openets.api.families import FAMILIES
from openets.api.problems import of_exception

NAMESPACE = "api-v1"
PREFIX = "/v1"


class Legible(JSONRenderer):
    """JSON in which letters beyond ASCII are themselves."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """Addresses that have the names of their functions."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


interface = Interface(
    title="OpenETS",
    version=__version__,
    description=(
        "Read-only access to a registry of emissions trading: the records behind its pages, as JSON. Every address"
        " answers GET and HEAD. Units and tonnes are whole numbers; money, per cents and other fractions are strings."
        " What is synthetic, reconstructed, imported or from a source that was not seen says so."
    ),
    # documents are served by `document.py`, which knows the shape of our errors, and drawn by no script of others
    openapi_url=None,
    docs_url=None,
    urls_namespace=NAMESPACE,
    renderer=Legible(),
)
for _kind in (Exception, Http404, HttpError, ValidationError):  # ninja has handlers of its own for the last three
    interface.add_exception_handler(_kind, of_exception)
for _router in FAMILIES:
    interface.add_router(PREFIX, _router)
