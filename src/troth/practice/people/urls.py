from django.urls import path

from troth.practice.people import views

urlpatterns = [
    path("invitation/<str:token>/", views.accept, name="invitation"),
    path("welcome/consent/", views.consent, name="consent"),
    path("welcome/consent/withdraw/", views.withdraw, name="withdraw-consent"),
    path("welcome/contact/", views.contact, name="contact"),
    path("account/", views.account, name="account"),
    path("practice/", views.practice, name="practice"),
    path("practice/details/", views.practice_details, name="practice-details"),
    path("practice/invite/", views.invite_colleague, name="invite-colleague"),
    path(
        "practice/invited/<uuid:invited_id>/again/",
        views.invite_colleague_again,
        name="invite-colleague-again",
    ),
    path("practice/invited/<uuid:invited_id>/revoke/", views.revoke_colleague, name="revoke-colleague"),
    path("practice/colleagues/<uuid:clinician_id>/hand-over/", views.hand_over, name="hand-over"),
    path("couples/new/", views.new_couple, name="new-couple"),
    path("couples/<uuid:couple_id>/invite/<uuid:seat_id>/", views.invite, name="invite-partner"),
    path(
        "couples/<uuid:couple_id>/invite/<uuid:invitation_id>/revoke/", views.revoke, name="revoke-invitation"
    ),
    path("couples/<uuid:couple_id>/team/", views.care_team, name="care-team"),
    path("couples/<uuid:couple_id>/team/<uuid:member_id>/end/", views.end_care, name="end-care"),
    path("couples/<uuid:couple_id>/stage/", views.stage, name="couple-stage"),
]
