"""Addresses: Schools, classes, pupils' passwords and rosters."""

from django.urls import path

from schools import views

app_name = "schools"
urlpatterns = [
    path("lop/", views.class_list, name="class_list"),
    path("lop/<uuid:uuid>/", views.school_class, name="school_class"),
    path("lop/<uuid:uuid>/the-mat-khau/", views.issue_cards, name="issue_cards"),
    path("lop/<uuid:uuid>/hoc-sinh/<uuid:pupil_uuid>/mat-khau/", views.reset_password, name="reset_password"),
    path("truong/", views.school_list, name="school_list"),
    path("truong/<uuid:uuid>/", views.school, name="school"),
    path("truong/<uuid:uuid>/lop-moi/", views.add_class, name="add_class"),
    path("truong/<uuid:uuid>/nhan-su/", views.staff, name="staff"),
    path("truong/<uuid:uuid>/nhan-su/<uuid:membership_uuid>/thoi/", views.end_role, name="end_role"),
    path("truong/<uuid:uuid>/danh-sach/", views.roster_import, name="roster_import"),
    path("truong/<uuid:uuid>/danh-sach/<uuid:import_uuid>/", views.roster_preview, name="roster_preview"),
]
