"""The ASGI application: HTTP by Django, websockets by Channels."""

import gc
import os
from importlib import import_module

from channels.routing import ProtocolTypeRouter
from django.conf import settings
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

# A full collection over all of Django takes a tenth of a second, which a class hears as a gap in the voice: what is
# loaded now stays for ever, so the collector need not look at it again.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
