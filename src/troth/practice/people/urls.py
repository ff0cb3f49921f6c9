from django.urls import path

from troth.practice.people import views

urlpatterns = [
    path("invitation/<str:token>/", views.accept, name="invitation"),
    path("welcome/consent/", views.consent, name="consent"),
    path("welcome/consent/withdraw/", views.withdraw, name="withdraw-consent"),
    path("welcome/contact/", views.contact, name="contact"),
    path("account/", views.account, name="account"),
    path("practice/", views.practice, name="practice"),
    path("practice/invite/", views.invite_colleague, name="invite-colleague"),
    path("couples/new/", views.new_couple, name="new-couple"),
    path("couples/<uuid:couple_id>/invite/<uuid:seat_id>/", views.invite, name="invite-partner"),
    path(
        "couples/<uuid:couple_id>/invite/<uuid:invitation_id>/revoke/", views.revoke, name="revoke-invitation"
    ),
    path("couples/<uuid:couple_id>/stage/", views.stage, name="couple-stage"),
]
