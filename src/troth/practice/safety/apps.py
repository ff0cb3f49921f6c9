from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "troth.practice.safety"

    def ready(self) -> None:
        from troth.practice.safety import receivers

        receivers.connect()
