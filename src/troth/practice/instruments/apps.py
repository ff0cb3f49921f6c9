from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "troth.practice.instruments"
