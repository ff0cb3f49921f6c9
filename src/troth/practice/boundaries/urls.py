from django.urls import path

from troth.practice.boundaries import (
    care_views,
    comment_views,
    halfway_views,
    repair_views,
    views,
    wording_views,
)

urlpatterns = [
    path("agreements/", views.boundaries, name="boundaries"),
    path("agreements/topic/<slug:slug>/", views.topic, name="boundary-topic"),
    path("agreements/topic/<slug:slug>/save/", views.save, name="save-side"),
    path("agreements/topic/<slug:slug>/marks/", views.marks, name="mark-nearness"),
    path("agreements/topic/<slug:slug>/meet/", halfway_views.halfway, name="meet-halfway"),
    path("agreements/topic/<slug:slug>/begin/<slug:kind>/", wording_views.begin, name="begin-agreement"),
    path("agreements/<uuid:agreement_id>/", views.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/wording/", wording_views.wording, name="word-agreement"),
    path("agreements/<uuid:agreement_id>/think/", views.think, name="think-agreement-over"),
    path("agreements/<uuid:agreement_id>/sign/", views.sign, name="sign-agreement"),
    path("agreements/<uuid:agreement_id>/withdraw/", views.withdraw, name="withdraw-agreement"),
    path("agreements/<uuid:agreement_id>/session/", views.session, name="agreement-for-session"),
    path("agreements/<uuid:agreement_id>/paper/", views.paper, name="agreement-paper"),
    path("agreements/<uuid:agreement_id>/comment/", comment_views.comment, name="comment-agreement"),
    path(
        "agreements/<uuid:agreement_id>/comment/<uuid:comment_id>/back/",
        comment_views.take_back,
        name="take-agreement-comment-back",
    ),
    path("agreements/<uuid:agreement_id>/review/", repair_views.review, name="review-agreement"),
    path("agreements/<uuid:agreement_id>/review-day/", repair_views.review_day, name="agreement-review-day"),
    path("agreements/<uuid:agreement_id>/note/", repair_views.record, name="record-breach"),
    path("agreements/note/<uuid:breach_id>/", repair_views.breach, name="breach"),
    path("agreements/note/<uuid:breach_id>/share/", repair_views.share, name="share-breach"),
    path("couples/<uuid:couple_id>/agreements/", care_views.boundaries, name="couple-boundaries"),
    path(
        "couples/<uuid:couple_id>/agreements/<uuid:agreement_id>/",
        care_views.agreement,
        name="couple-agreement",
    ),
    path(
        "couples/<uuid:couple_id>/agreements/<uuid:agreement_id>/session/",
        care_views.session,
        name="couple-agreement-session",
    ),
    path(
        "couples/<uuid:couple_id>/agreements/<uuid:agreement_id>/comment/",
        comment_views.care_comment,
        name="couple-agreement-comment",
    ),
    path(
        "couples/<uuid:couple_id>/agreements/<uuid:agreement_id>/comment/<uuid:comment_id>/back/",
        comment_views.care_take_back,
        name="take-couple-agreement-comment-back",
    ),
]
