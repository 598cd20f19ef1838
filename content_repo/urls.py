"""Addresses: The repository: catalogue, resource pages, upload, review."""

from django.urls import path

from content_repo import views

app_name = "content_repo"
urlpatterns = [
    path("kho/", views.catalogue, name="catalogue"),
    path("kho/goi-y/", views.suggest, name="suggest"),
    path("kho/cua-toi/", views.my_resources, name="my_resources"),
    path("kho/<uuid:uuid>/", views.resource, name="resource"),
    path("kho/<uuid:uuid>/tai/<uuid:file_uuid>/", views.download, name="download"),
    path("kho/<uuid:uuid>/phien-ban/", views.history, name="history"),
    path("kho/<uuid:uuid>/phien-ban/<int:revision_id>/", views.revision, name="revision"),
    path("kho/<uuid:uuid>/sua/", views.edit, name="edit"),
    path("kho/<uuid:uuid>/gui-duyet/", views.submit, name="submit"),
    path("kho/<uuid:uuid>/rut-lai/", views.withdraw, name="withdraw"),
    path("kho/<uuid:uuid>/go/", views.unpublish, name="unpublish"),
    path("kho/<uuid:uuid>/xoa/", views.delete, name="delete"),
    path("tai-len/", views.upload, name="upload"),
    path("tai-len/chu-de/", views.topics, name="topics"),
    path("tai-len/dien-giup/", views.prefill, name="prefill"),
    path("duyet/", views.review_queue, name="review_queue"),
    path("duyet/<uuid:uuid>/", views.review, name="review"),
]
