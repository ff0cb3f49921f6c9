"""The server's door: pages over HTTP, pings over WebSocket."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.practice.config.settings")
_pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 - Django must be set up first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from troth.practice.config.live import live_urls  # noqa: E402

application = ProtocolTypeRouter(
    {"http": _pages, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(live_urls)))}
)
