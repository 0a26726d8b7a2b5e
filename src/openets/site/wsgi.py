"""The WSGI application: what `ets serve` runs, and what any WSGI server may run."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openets.site.settings")
application = get_wsgi_application()

from openets.web.warm import warm_behind  # noqa: E402 - only after Django has read its settings

warm_behind()
