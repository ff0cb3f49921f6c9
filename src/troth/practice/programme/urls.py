from django.urls import path

from troth.practice.programme import actions, views

urlpatterns = [
    path("exercise/<uuid:run_id>/", views.exercise, name="exercise"),
    path("exercise/<uuid:run_id>/save/", views.save, name="exercise-save"),
    path("exercise/<uuid:run_id>/next/", views.go_on, name="exercise-next"),
    path("exercise/<uuid:run_id>/turn/", views.turn, name="exercise-turn"),
    path("exercise/<uuid:run_id>/start/", views.moving(actions.start), name="exercise-start"),
    path("exercise/<uuid:run_id>/pause/", views.moving(actions.pause_run), name="exercise-pause"),
    path("exercise/<uuid:run_id>/resume/", views.moving(actions.resume_run), name="exercise-resume"),
    path("exercise/<uuid:run_id>/stop/", views.moving(actions.stop_run), name="exercise-stop"),
    path("couples/<uuid:couple_id>/exercises/", views.assign, name="assign-exercise"),
    path("couples/<uuid:couple_id>/exercises/<uuid:run_id>/", views.couple_exercise, name="couple-exercise"),
    path(
        "couples/<uuid:couple_id>/exercises/<uuid:run_id>/withdraw/", views.withdraw, name="withdraw-exercise"
    ),
]
