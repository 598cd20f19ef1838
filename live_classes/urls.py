"""Addresses of live classes, under /lop-truc-tuyen/."""

from django.urls import include, path

from live_classes import views

app_name = "live_classes"

MEETING = [
    path("", views.live_class, name="live_class"),
    path("sua/", views.live_class_edit, name="edit"),
    path("huy/", views.live_class_cancel, name="cancel"),
    path("mo/", views.live_class_open, name="open"),
    path("ket-thuc/", views.live_class_end, name="end"),
    path("trang-thai/", views.live_class_status, name="status"),
    path("lich.ics", views.live_class_ics, name="ics"),
    path("khach/<int:number>/", views.admit_guest, name="admit_guest"),
    path("nhat-ky/", views.audit_log, name="audit"),
    path("tep/", views.file_add, name="file_add"),
    path("tep/<uuid:file_uuid>/", views.file_download, name="file"),
    path("tep/<uuid:file_uuid>/bo/", views.file_remove, name="file_remove"),
    path("tep/<uuid:file_uuid>/chuyen/", views.file_move, name="file_move"),
    path("trang/<uuid:file_uuid>/", views.deck, name="deck"),
    path("trang/<uuid:file_uuid>/<int:page>/", views.deck_page, name="deck_page"),
    path("phong/", views.room, name="room"),
    path("su-kien/", views.events, name="events"),
    path("tieng/", views.voice, name="voice"),
    path("diem-danh/", views.attendance, name="attendance"),
    path("diem-danh/<uuid:user_uuid>/", views.attendance_correct, name="attendance_correct"),
    path("diem-danh.csv", views.attendance_csv, name="attendance_csv"),
    path("diem-danh.xlsx", views.attendance_xlsx, name="attendance_xlsx"),
    path("xem-lai/", views.replay, name="replay"),
    path("xem-lai/tai-ve/", views.replay_download, name="replay_download"),
    path("xem-lai/xoa/", views.recording_delete, name="recording_delete"),
]

urlpatterns = [
    path("lop-truc-tuyen/", views.live_class_list, name="list"),
    path("lop-truc-tuyen/moi/", views.live_class_create, name="create"),
    path("lop-truc-tuyen/thu-may/", views.device_test, name="device_test"),
    path("lop-truc-tuyen/lich/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("lop-truc-tuyen/vao/<str:guest_key>/", views.guest_entry, name="guest_entry"),
    path("lop-truc-tuyen/<uuid:uuid>/", include(MEETING)),
]
