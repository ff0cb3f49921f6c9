from django.apps import AppConfig


class BoundariesConfig(AppConfig):
    name = "troth.practice.boundaries"
