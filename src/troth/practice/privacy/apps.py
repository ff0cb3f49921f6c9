from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "troth.practice.privacy"
