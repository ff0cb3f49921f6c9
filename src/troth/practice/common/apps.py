from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "troth.practice.common"
    default_auto_field = "django.db.models.BigAutoField"
