"""The server's door: pages over HTTP, pings over WebSocket."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.practice.config.settings")
django.setup(set_prefix=False)

from channels.auth import AuthMiddlewareStack  # noqa: E402 - Django must be set up first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from troth.practice.config.answering import Pages  # noqa: E402
from troth.practice.config.live import live_urls  # noqa: E402

application = ProtocolTypeRouter(
    {"http": Pages(), "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(live_urls)))}
)
