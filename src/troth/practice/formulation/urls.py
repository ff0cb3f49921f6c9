from django.urls import path

from troth.practice.formulation import care_views, feedback_views, views

urlpatterns = [
    path("understanding/", views.understanding, name="understanding"),
    path("understanding/paper/", feedback_views.understanding_paper, name="understanding-paper"),
    path("plan/", views.plan, name="plan"),
    path("plan/sign/", views.sign, name="sign-plan"),
    path("plan/goals/<uuid:goal_id>/", views.goal, name="goal"),
    path("plan/goals/<uuid:goal_id>/rate/", views.rate, name="rate-goal"),
    path("plan/goals/<uuid:goal_id>/share/", views.share, name="share-goal"),
    path("couples/<uuid:couple_id>/formulation/", care_views.formulation, name="formulation"),
    path("couples/<uuid:couple_id>/formulation/release/", care_views.release, name="release-view"),
    path("couples/<uuid:couple_id>/formulation/withdraw/", care_views.withdraw, name="withdraw-view"),
    path("couples/<uuid:couple_id>/feedback/", feedback_views.feedback_session, name="feedback"),
    path("couples/<uuid:couple_id>/feedback/paper/", feedback_views.feedback_paper, name="feedback-paper"),
    path("couples/<uuid:couple_id>/plan/", care_views.couple_plan, name="couple-plan"),
    path("couples/<uuid:couple_id>/plan/propose/", care_views.propose, name="propose-plan"),
    path("couples/<uuid:couple_id>/plan/sign/", care_views.sign_couple_plan, name="sign-couple-plan"),
    path("couples/<uuid:couple_id>/plan/review/", care_views.review, name="review-plan"),
    path("couples/<uuid:couple_id>/plan/end/", care_views.end, name="end-plan"),
]
