"""The ``/api/`` router: each app lists its own viewsets in its ``api.py``."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from content_repo.api import ResourceViewSet
from courses.api import PackageStatementsView, PackageStatesView, PackageStateView, StatementsView
from media.api import UploadViewSet
from schools.api import SchoolViewSet

app_name = "api"
router = SimpleRouter()
router.register("resources", ResourceViewSet, basename="resource")
router.register("schools", SchoolViewSet, basename="school")
router.register("uploads", UploadViewSet, basename="upload")
WORK = "lessons/<uuid:uuid>/packages/<uuid:package_uuid>/"
urlpatterns = [
    *router.urls,
    path("statements/", StatementsView.as_view(), name="statements"),
    path(f"{WORK}statements/", PackageStatementsView.as_view(), name="package_statements"),
    path(f"{WORK}states/", PackageStatesView.as_view(), name="package_states"),
    path(f"{WORK}states/<path:key>/", PackageStateView.as_view(), name="package_state"),
]
