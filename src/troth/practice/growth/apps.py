from django.apps import AppConfig


class GrowthConfig(AppConfig):
    name = "troth.practice.growth"
