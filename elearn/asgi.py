"""The ASGI application: HTTP by Django, websockets by Channels."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

from elearn.body_limit import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elearn.settings")

application = ProtocolTypeRouter({"http": BodyLimit(get_asgi_application())})
