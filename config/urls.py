"""All routes. Each app lists its own: `api` (without prefix), `pages`, `project` (below /p/<pid>/).

`/api/v1/` and `/api/` are the same routes; only the first is documented and reversed.
"""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

import config.errors.urls
import findings.urls
import projects.urls
import scans.urls
import tooling.urls
from config import health, watching

api: list[URLPattern | URLResolver] = [
    *config.errors.urls.api,
    *watching.api,
    *projects.urls.api,
    *tooling.urls.api,
    *scans.urls.api,
    *findings.urls.api,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include((api, "v1"))),
    path("api/", include((api, "api"))),
    path("p/<str:pid>/", include((findings.urls.project, "project"))),
    path("admin/", admin.site.urls),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    *config.errors.urls.pages,
    *projects.urls.pages,
    *scans.urls.pages,
]

handler400 = "config.errors.handlers.handler400"
handler403 = "config.errors.handlers.handler403"
handler404 = "config.errors.handlers.handler404"
handler500 = "config.errors.handlers.handler500"
