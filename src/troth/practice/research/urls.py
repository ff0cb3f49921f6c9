from django.urls import path

from troth.practice.research import views

urlpatterns = [
    path("practice/research/", views.figures, name="research"),
    path("account/research/", views.agreement, name="research-agreement"),
    path("account/research/take-back/", views.take_back, name="take-back-research"),
]
