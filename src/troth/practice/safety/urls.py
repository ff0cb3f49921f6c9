from django.urls import path

from troth.practice.safety import views

urlpatterns = [
    path("crisis/", views.crisis, name="crisis"),
    path("leave/", views.leave, name="leave"),
    path("out/", views.out, name="out"),
    path("couples/<uuid:couple_id>/joint-work/", views.joint_work, name="joint-work"),
    path("couples/<uuid:couple_id>/alerts/<uuid:alert_id>/", views.acknowledge, name="acknowledge-alert"),
    path("pause-joint-work/", views.pause, name="pause-joint-work"),
]
