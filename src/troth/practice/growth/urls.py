from django.urls import path

from troth.practice.growth import after_views, views

urlpatterns = [
    path("growth/", views.growth, name="growth"),
    path("growth/look-back/", views.look_back, name="look-back"),
    path("growth/plan/", views.keeping_plan, name="keeping-plan"),
    path("growth/plan/sign/", views.sign, name="sign-keeping-plan"),
    path("growth/plan/paper/", views.paper, name="keeping-paper"),
    path("growth/check-up/", after_views.check_up, name="check-up"),
    path("growth/days/", after_views.keep_day, name="keep-day"),
    path("growth/days/<uuid:day_id>/drop/", after_views.drop_day, name="drop-day"),
    path("couples/<uuid:couple_id>/growth/", views.couple_growth, name="couple-growth"),
    path("couples/<uuid:couple_id>/growth/begin/", views.begin, name="begin-ending"),
]
