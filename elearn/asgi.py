"""The ASGI application: HTTP by Django, websockets by Channels."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

from elearn.body_limit import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elearn.settings")
django_application = get_asgi_application()  # makes the apps ready, which the routes below need

from elearn.websockets import OwnPagesOnly, Routes  # noqa: E402
from live_classes.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": BodyLimit(django_application),
        "websocket": OwnPagesOnly(Routes(websocket_urlpatterns)),
    }
)
