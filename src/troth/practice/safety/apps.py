from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "troth.practice.safety"
