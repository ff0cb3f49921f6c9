from django.urls import path

from troth.practice.programme import (
    actions,
    course_views,
    giving_views,
    presence_views,
    reminder_views,
    sheet_views,
    time_out_views,
    views,
)

urlpatterns = [
    path("account/reminders/", reminder_views.own_reminders, name="reminders"),
    path("account/reminders/stop/", reminder_views.stop, name="stop-reminders"),
    path("account/presence/", presence_views.own_presence, name="presence"),
    path("exercise/<uuid:run_id>/", views.exercise, name="exercise"),
    path("exercise/<uuid:run_id>/save/", views.save, name="exercise-save"),
    path("exercise/<uuid:run_id>/next/", views.go_on, name="exercise-next"),
    path("exercise/<uuid:run_id>/turn/", views.turn, name="exercise-turn"),
    path("exercise/<uuid:run_id>/start/", views.moving(actions.start), name="exercise-start"),
    path("exercise/<uuid:run_id>/pause/", views.moving(actions.pause_run), name="exercise-pause"),
    path("exercise/<uuid:run_id>/resume/", views.moving(actions.resume_run), name="exercise-resume"),
    path("exercise/<uuid:run_id>/stopped/", views.stopped, name="exercise-stopped"),
    path("exercise/<uuid:run_id>/stop/", views.moving(actions.stop_run), name="exercise-stop"),
    path("exercise/<uuid:run_id>/sheet/<slug:kind>/", sheet_views.own_sheet, name="exercise-sheet"),
    path("pause/call/", time_out_views.call, name="call-time-out"),
    path("pause/longer/", time_out_views.longer, name="lengthen-time-out"),
    path("pause/back/", time_out_views.back, name="end-time-out"),
    path("programmes/<slug:slug>/", course_views.programme, name="programme"),
    path("couples/<uuid:couple_id>/programmes/", course_views.programmes, name="programmes"),
    path(
        "couples/<uuid:couple_id>/programmes/give/<slug:slug>/",
        course_views.give_programme,
        name="give-programme",
    ),
    path("couples/<uuid:couple_id>/programmes/<uuid:course_id>/", course_views.course, name="course"),
    path(
        "couples/<uuid:couple_id>/programmes/<uuid:course_id>/open/<slug:stage>/",
        course_views.open_stage,
        name="open-stage",
    ),
    path(
        "couples/<uuid:couple_id>/programmes/<uuid:course_id>/end/<slug:state>/",
        course_views.end_course,
        name="end-course",
    ),
    path("exercises/", giving_views.exercises, name="exercises"),
    path("exercises/<slug:slug>/<str:part>/", giving_views.preview, name="preview-exercise"),
    path("exercises/<slug:slug>/<str:part>/sheet/", sheet_views.blank_sheet, name="blank-sheet"),
    path("couples/<uuid:couple_id>/exercises/", giving_views.assign, name="assign-exercise"),
    path("couples/<uuid:couple_id>/exercises/give/<slug:slug>/", giving_views.give, name="give-exercise"),
    path("couples/<uuid:couple_id>/exercises/<uuid:run_id>/", views.couple_exercise, name="couple-exercise"),
    path(
        "couples/<uuid:couple_id>/exercises/<uuid:run_id>/sheet/", sheet_views.care_sheet, name="care-sheet"
    ),
    path(
        "couples/<uuid:couple_id>/exercises/<uuid:run_id>/comment/",
        giving_views.comment,
        name="comment-exercise",
    ),
    path(
        "couples/<uuid:couple_id>/exercises/<uuid:run_id>/comment/<uuid:comment_id>/back/",
        giving_views.take_comment_back,
        name="take-comment-back",
    ),
    path(
        "couples/<uuid:couple_id>/exercises/<uuid:run_id>/open/<slug:step>/",
        views.open_step,
        name="open-step",
    ),
    path(
        "couples/<uuid:couple_id>/exercises/<uuid:run_id>/withdraw/", views.withdraw, name="withdraw-exercise"
    ),
]
