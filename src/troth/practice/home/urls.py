from django.urls import path

from troth.practice.home import views

urlpatterns = [
    path("", views.front_door, name="front-door"),
    path("today/", views.today, name="today"),
    path("together/", views.together, name="together"),
    path("pause/", views.pause, name="time-out"),
    path("mine/", views.mine, name="mine"),
    path("how-it-goes/", views.how_it_goes, name="how-it-goes"),
    path("reading/", views.reading, name="reading"),
    path("reading/<slug:slug>/", views.article, name="article"),
    path("caseload/", views.caseload, name="caseload"),
    path("couples/<uuid:couple_id>/", views.couple, name="couple"),
    path("couples/<uuid:couple_id>/trust/", views.couple_trust, name="couple-trust"),
    path("couples/<uuid:couple_id>/course/", views.couple_course, name="couple-course"),
]
