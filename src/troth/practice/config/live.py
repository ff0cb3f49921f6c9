"""The WebSocket addresses."""

from django.urls import path

from troth.practice.programme.consumers import RunPings

live_urls = [path("live/run/<uuid:run_id>/", RunPings.as_asgi())]
