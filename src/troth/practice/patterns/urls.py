from django.urls import path

from troth.practice.patterns import cycle_views, found_views, reminder_views, views

urlpatterns = [
    path("account/diary/", reminder_views.habits, name="diary-habits"),
    path("account/diary/zone/", reminder_views.zone, name="diary-zone"),
    path("account/diary/stop/", reminder_views.stop, name="stop-diary-letters"),
    path("diary/", views.diary, name="diary"),
    path("diary/<slug:on>/", views.diary, name="diary-of"),
    path("diary/<slug:on>/kept/", views.kept_day, name="kept-day"),
    path("diary/<slug:on>/delete/", views.forget_day, name="forget-day"),
    path("diary/<slug:on>/take-back/", views.take_moment_back, name="take-moment-back"),
    path("week/", views.week, name="week"),
    path("week/<slug:on>/", views.week, name="week-of"),
    path("moments/", views.moments, name="moments"),
    path("couples/<uuid:couple_id>/week/", views.couple_week, name="couple-week"),
    path("couples/<uuid:couple_id>/week/<slug:on>/", views.couple_week, name="couple-week-of"),
    path("cycle/", cycle_views.cycle, name="cycle"),
    path("cycle/mine/", cycle_views.own_side, name="own-side"),
    path("cycle/mine/take-back/", cycle_views.take_side_back, name="take-side-back"),
    path("cycle/<uuid:map_id>/name/", cycle_views.propose_name, name="name-cycle"),
    path("cycle/<uuid:map_id>/paper/", cycle_views.paper, name="cycle-paper"),
    path("cycle/<uuid:map_id>/exits/", cycle_views.mark_exit, name="mark-exit"),
    path("cycle/exits/<uuid:exit_id>/remove/", cycle_views.remove_exit, name="remove-exit"),
    path("couples/<uuid:couple_id>/cycle/", cycle_views.couple_cycle, name="couple-cycle"),
    path("patterns/", found_views.patterns, name="patterns"),
    path("couples/<uuid:couple_id>/patterns/", found_views.couple_patterns, name="couple-patterns"),
    path(
        "couples/<uuid:couple_id>/patterns/<slug:key>/release/", found_views.release, name="release-pattern"
    ),
    path(
        "couples/<uuid:couple_id>/patterns/<uuid:release_id>/take-back/",
        found_views.take_back,
        name="take-back-pattern",
    ),
]
