"""The ``/api/`` router: each app lists its own viewsets in its ``api.py``."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from content_repo.api import ResourceViewSet
from courses.api import StatementsView
from media.api import UploadViewSet
from schools.api import SchoolViewSet

app_name = "api"
router = SimpleRouter()
router.register("resources", ResourceViewSet, basename="resource")
router.register("schools", SchoolViewSet, basename="school")
router.register("uploads", UploadViewSet, basename="upload")
urlpatterns = [*router.urls, path("statements/", StatementsView.as_view(), name="statements")]
