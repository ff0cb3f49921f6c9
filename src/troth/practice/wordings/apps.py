from django.apps import AppConfig


class WordingsConfig(AppConfig):
    name = "troth.practice.wordings"
