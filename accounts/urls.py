"""Addresses: People's pages: sign-in, account, preferences, notifications."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
    path("toi/", views.account, name="account"),
    path("toi/mat-khau/", views.change_password, name="change_password"),
    path("ngon-ngu/", views.language, name="language"),
    path("toi/giao-dien/", views.preferences, name="preferences"),
    path("thong-bao/", views.notifications, name="notifications"),
    path("thong-bao/da-doc/", views.notifications_read, name="notifications_read"),
    path("thong-bao/<uuid:uuid>/", views.notification, name="notification"),
]
