"""Addresses: Delivery of blobs by short-lived signed addresses."""

from django.urls import path

from media import views

app_name = "media"
urlpatterns = [
    path("tep/<str:token>/<str:name>", views.deliver, name="deliver"),
]
