from django.apps import AppConfig


class ResearchConfig(AppConfig):
    name = "troth.practice.research"
