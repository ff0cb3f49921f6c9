from django.urls import path

from troth.practice.instruments import measure_views, schedule_views, views

urlpatterns = [
    path("practice/measures/", measure_views.measures, name="measures"),
    path("practice/measures/<slug:measure>/", measure_views.measure, name="measure"),
    path("practice/measures/<slug:measure>/figures/", measure_views.set_figure, name="set-figure"),
    path("practice/measures/<slug:measure>/words/", measure_views.take_in, name="take-in-words"),
    path(
        "practice/measures/<slug:measure>/words/<uuid:words_id>/withdraw/",
        measure_views.withdraw_words,
        name="withdraw-words",
    ),
    path("couples/<uuid:couple_id>/elsewhere/", measure_views.elsewhere, name="scores-from-elsewhere"),
    path(
        "couples/<uuid:couple_id>/elsewhere/<uuid:score_id>/remove/",
        measure_views.remove_elsewhere,
        name="remove-score-from-elsewhere",
    ),
    path(
        "couples/<uuid:couple_id>/measures/<slug:measure>/",
        measure_views.couple_measure,
        name="couple-measure",
    ),
    path("answer/<uuid:assignment_id>/", views.answer, name="answer"),
    path("answer/<uuid:assignment_id>/save/", views.save, name="answer-save"),
    path("answers/<uuid:round_id>/", views.answers, name="answers"),
    path("answers/<uuid:round_id>/share/", views.share, name="share-answers"),
    path("answers/<uuid:round_id>/share/reply/", views.reply, name="reply-to-announcement"),
    path("couples/<uuid:couple_id>/asked/<uuid:round_id>/withdraw/", views.withdraw, name="withdraw-round"),
    path("couples/<uuid:couple_id>/private/", views.private_answers, name="private-answers"),
    path("couples/<uuid:couple_id>/schedule/", schedule_views.schedule, name="schedule"),
    path("couples/<uuid:couple_id>/schedule/sessions/", schedule_views.name_session, name="name-session"),
    path(
        "couples/<uuid:couple_id>/schedule/sessions/<uuid:session_id>/cancel/",
        schedule_views.cancel_session,
        name="cancel-session",
    ),
    path(
        "couples/<uuid:couple_id>/schedule/<uuid:schedule_id>/<str:state>/",
        schedule_views.move,
        name="move-schedule",
    ),
    path("couples/<uuid:couple_id>/seen/", views.signals_seen, name="signals-seen"),
    path("couples/<uuid:couple_id>/assign/", views.assign, name="assign-instrument"),
    path("couples/<uuid:couple_id>/answers/<uuid:round_id>/", views.couple_answers, name="couple-answers"),
    path(
        "couples/<uuid:couple_id>/answers/<uuid:round_id>/release/<uuid:response_id>/",
        views.release,
        name="release-response",
    ),
    path(
        "couples/<uuid:couple_id>/answers/<uuid:round_id>/announce/<uuid:response_id>/",
        views.announce,
        name="announce-release",
    ),
    path(
        "couples/<uuid:couple_id>/answers/<uuid:round_id>/take-back/<uuid:response_id>/",
        views.take_back,
        name="take-back-announcement",
    ),
]
