"""The ``/api/`` router: each app lists its own viewsets in its ``api.py``."""

from rest_framework.routers import SimpleRouter

from media.api import UploadViewSet
from schools.api import SchoolViewSet

app_name = "api"
router = SimpleRouter()
router.register("schools", SchoolViewSet, basename="school")
router.register("uploads", UploadViewSet, basename="upload")
urlpatterns = router.urls
