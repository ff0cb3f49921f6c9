from django.urls import path

from troth.practice.conversation import views

urlpatterns = [
    path("couples/<uuid:couple_id>/conversations/", views.conversations, name="conversations"),
    path("couples/<uuid:couple_id>/conversations/all/", views.all_conversations, name="all-conversations"),
    path(
        "couples/<uuid:couple_id>/conversations/<uuid:conversation_id>/",
        views.conversation,
        name="conversation",
    ),
    path(
        "couples/<uuid:couple_id>/conversations/<uuid:conversation_id>/names/",
        views.names,
        name="conversation-names",
    ),
    path(
        "couples/<uuid:couple_id>/conversations/<uuid:conversation_id>/remove/",
        views.remove,
        name="remove-conversation",
    ),
]
