"""The addresses of the site: the public explorer, its pages for errors, and the read-only interface."""

from django.urls import include, path

urlpatterns = [path("api/", include("openets.api.urls")), path("", include("openets.web.urls"))]

handler400 = "openets.web.errors.bad_request"
handler404 = "openets.web.errors.not_found"
handler500 = "openets.web.errors.server_error"
