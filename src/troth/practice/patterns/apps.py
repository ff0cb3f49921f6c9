from django.apps import AppConfig


class PatternsConfig(AppConfig):
    name = "troth.practice.patterns"
