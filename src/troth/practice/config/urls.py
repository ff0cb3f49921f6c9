from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("troth.practice.home.urls")),
    path("", include("troth.practice.people.urls")),
    path("", include("troth.practice.privacy.urls")),
    path("", include("troth.practice.wordings.urls")),
    path("", include("troth.practice.instruments.urls")),
    path("", include("troth.practice.safety.urls")),
    path("", include("troth.practice.programme.urls")),
    path("", include("troth.practice.boundaries.urls")),
    path("", include("troth.practice.conversation.urls")),
    path("", include("troth.practice.patterns.urls")),
    path("", include("troth.practice.formulation.urls")),
    path("", include("troth.practice.growth.urls")),
    path("", include("troth.practice.research.urls")),
    path("", include("troth.practice.demonstration.urls")),
]
