"""All addresses: Vietnamese words without marks; Wagtail's pages come last."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from elearn import views

API = [path("api/", include("elearn.api_urls"))]

urlpatterns = [
    *API,
    path("", include("accounts.urls")),
    path("", include("schools.urls")),
    path("", include("media.urls")),
    path("", include("content_repo.urls")),
    path("", include("courses.urls")),
    path("", include("live_classes.urls")),
    path("api/schema/", SpectacularAPIView.as_view(patterns=API), name="api_schema"),
    path("suc-khoe/", views.health, name="health"),
    path("quan-tri/login/", views.editor_sign_in, name="wagtailadmin_login"),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("tai-lieu-bien-tap/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]

handler400 = "elearn.views.bad_request"
handler403 = "elearn.views.forbidden"
handler404 = "elearn.views.not_found"
handler500 = "elearn.views.server_error"
