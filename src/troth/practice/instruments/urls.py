from django.urls import path

from troth.practice.instruments import views

urlpatterns = [
    path("answer/<uuid:assignment_id>/", views.answer, name="answer"),
    path("answer/<uuid:assignment_id>/save/", views.save, name="answer-save"),
    path("answers/<uuid:round_id>/", views.answers, name="answers"),
    path("couples/<uuid:couple_id>/private/", views.private_answers, name="private-answers"),
    path("couples/<uuid:couple_id>/assign/", views.assign, name="assign-instrument"),
    path("couples/<uuid:couple_id>/answers/<uuid:round_id>/", views.couple_answers, name="couple-answers"),
    path(
        "couples/<uuid:couple_id>/answers/<uuid:round_id>/release/<uuid:response_id>/",
        views.release,
        name="release-response",
    ),
]
