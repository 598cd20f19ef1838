"""Addresses: Courses as composed and taken; the pages themselves are Wagtail's, under /khoa-hoc/."""

from django.urls import path

from courses import views
from courses.views import cartridges, packages

app_name = "courses"
urlpatterns = [
    path("hoc/<uuid:uuid>", views.lesson_by_uuid, name="lesson"),
    path("hoc/<uuid:uuid>/xong/", views.complete_lesson, name="complete_lesson"),
    path("hoc/<uuid:uuid>/goi/<uuid:package_uuid>/", packages.lesson_package, name="lesson_package"),
    path("soan/bai/<uuid:uuid>/ket-qua/", packages.package_results, name="package_results"),
    path("soan/bai/<uuid:uuid>/ket-qua.csv", packages.package_results_csv, name="package_results_csv"),
    path("soan/bai/<uuid:uuid>/ket-qua/<uuid:pupil_uuid>/", packages.pupil_results, name="pupil_results"),
    path("soan/nhap-khoa-hoc/", cartridges.cartridge_import, name="cartridge_import"),
    path("soan/nhap-khoa-hoc/<uuid:uuid>/", cartridges.cartridge_report, name="cartridge_report"),
    path("soan/khoa-hoc/<uuid:uuid>/xuat/", cartridges.course_export, name="course_export"),
    path("soan/", views.my_courses, name="my_courses"),
    path("soan/khoa-hoc/", views.course_create, name="course_create"),
    path("soan/khoa-hoc/<uuid:uuid>/", views.course_edit, name="course_edit"),
    path("soan/khoa-hoc/<uuid:uuid>/cong-bo/", views.course_publish, name="course_publish"),
    path("soan/khoa-hoc/<uuid:uuid>/xoa/", views.course_delete, name="course_delete"),
    path("soan/khoa-hoc/<uuid:uuid>/tien-do/", views.course_progress, name="course_progress"),
    path("soan/khoa-hoc/<uuid:uuid>/tien-do.csv", views.course_progress_csv, name="course_progress_csv"),
    path("soan/khoa-hoc/<uuid:uuid>/bai/", views.lesson_create, name="lesson_create"),
    path("soan/bai/<uuid:uuid>/", views.lesson_edit, name="lesson_edit"),
    path("soan/bai/<uuid:uuid>/xem/", views.lesson_preview, name="lesson_preview"),
    path("soan/bai/<uuid:uuid>/doi-cho/", views.lesson_move, name="lesson_move"),
    path("soan/bai/<uuid:uuid>/xoa/", views.lesson_delete, name="lesson_delete"),
    path("soan/dung/<uuid:resource_uuid>/", views.use_resource, name="use_resource"),
]
