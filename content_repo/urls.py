"""Addresses: The repository: catalogue, resource pages, upload, review."""

from django.urls import path

from content_repo import views
from content_repo.views import adapting, exercises, libraries, package_files, packages, upgrading

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
    path("kho/goi/<uuid:uuid>/", packages.package, name="package"),
    path("kho/goi/<uuid:uuid>/choi/", packages.package_play, name="package_play"),
    path("kho/goi/<uuid:uuid>/xuat/", packages.package_export, name="package_export"),
    path("kho/goi/<uuid:uuid>/phong-theo/", adapting.package_adapt, name="package_adapt"),
    path("kho/goi/<uuid:uuid>/nang-cap/", upgrading.package_upgrade, name="package_upgrade"),
    path("kho/thu-vien-h5p/", libraries.libraries, name="libraries"),
    path("kho/thu-vien-h5p/<uuid:uuid>/", libraries.library, name="library"),
    path("kho/bai-tuong-tac/", exercises.exercises, name="exercises"),
    path("kho/bai-tuong-tac/<slug:kind>/", exercises.exercise_new, name="exercise_new"),
    path("kho/bai-tuong-tac/<slug:kind>/<uuid:uuid>/", exercises.exercise_edit, name="exercise_edit"),
    path("goi/chung/<slug:key>.<str:kind>", package_files.bundle, name="bundle"),
    path("goi/thu-vien/<slug:tree>/<path:name>", package_files.library_member, name="library_member"),
    path("goi/<str:token>/choi/", package_files.frame, name="package_frame"),
    path("goi/<str:token>/tep/<path:name>", package_files.member, name="package_member"),
    path("tai-len/bao-cao/<uuid:uuid>/", packages.upload_report, name="upload_report"),
    path("tai-len/", views.upload, name="upload"),
    path("tai-len/chu-de/", views.topics, name="topics"),
    path("tai-len/dien-giup/", views.prefill, name="prefill"),
    path("duyet/", views.review_queue, name="review_queue"),
    path("duyet/<uuid:uuid>/", views.review, name="review"),
]
