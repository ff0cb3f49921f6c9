from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "troth.practice.programme"
