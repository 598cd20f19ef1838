"""The ``/api/`` router: each app lists its own viewsets in its ``api.py``."""

app_name = "api"
urlpatterns: list = []
