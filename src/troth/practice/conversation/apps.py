from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "troth.practice.conversation"
