"""Addresses of websockets."""

from django.urls import path

from live_classes.consumers import RoomConsumer

websocket_urlpatterns = [
    path("lop-truc-tuyen/<uuid:uuid>/day/", RoomConsumer.as_asgi()),
]
