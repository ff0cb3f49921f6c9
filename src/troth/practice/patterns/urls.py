from django.urls import path

from troth.practice.patterns import views

urlpatterns = [
    path("diary/", views.diary, name="diary"),
    path("diary/<slug:on>/", views.diary, name="diary-of"),
    path("diary/<slug:on>/take-back/", views.take_moment_back, name="take-moment-back"),
    path("week/", views.week, name="week"),
    path("week/<slug:on>/", views.week, name="week-of"),
    path("moments/", views.moments, name="moments"),
    path("couples/<uuid:couple_id>/week/", views.couple_week, name="couple-week"),
    path("couples/<uuid:couple_id>/week/<slug:on>/", views.couple_week, name="couple-week-of"),
]
