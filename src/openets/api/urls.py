"""Which address is which."""

from django.urls import URLPattern, path, re_path

from openets.api.answers import answering, unknown
from openets.api.document import openapi
from openets.api.interface import NAMESPACE, interface
from openets.api.page import index, page

_patterns, _, _ = interface.urls


def _read_only(pattern: URLPattern) -> URLPattern:
    pattern.callback = answering(pattern.callback, pattern.name or "")
    return pattern


urlpatterns = [
    path("", page, name="api"),
    path("v1/", answering(index, "index"), name="api-index"),
    path("openapi.json", answering(openapi, "openapi"), name="api-document"),
    path("", ([_read_only(each) for each in _patterns if isinstance(each, URLPattern)], "ninja", NAMESPACE)),
    re_path("", answering(unknown, "unknown"), name="api-unknown"),
]
