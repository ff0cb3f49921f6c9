from django.urls import path

from troth.practice.growth import after_views, care_views, views

urlpatterns = [
    path("growth/", views.growth, name="growth"),
    path("growth/look-back/", views.look_back, name="look-back"),
    path("growth/plan/", views.keeping_plan, name="keeping-plan"),
    path("growth/plan/sign/", views.sign, name="sign-keeping-plan"),
    path("growth/plan/paper/", views.paper, name="keeping-paper"),
    path("growth/check-up/", after_views.check_up, name="check-up"),
    path("growth/days/", after_views.keep_day, name="keep-day"),
    path("growth/days/<uuid:day_id>/drop/", after_views.drop_day, name="drop-day"),
    path("growth/begin/<slug:slug>/", after_views.begin, name="begin-from-shelf"),
    path("growth/return/", after_views.ask_to_return, name="ask-to-return"),
    path("couples/<uuid:couple_id>/growth/", views.couple_growth, name="couple-growth"),
    path("couples/<uuid:couple_id>/growth/begin/", views.begin, name="begin-ending"),
    path("couples/<uuid:couple_id>/growth/lay-out/", care_views.lay_out, name="lay-out"),
    path("couples/<uuid:couple_id>/growth/return/", care_views.couple_return, name="couple-return"),
]
