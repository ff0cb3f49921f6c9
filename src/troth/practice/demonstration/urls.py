from django.urls import path

from troth.practice.demonstration import views

urlpatterns = [path("demonstration/<str:token>/", views.enter, name="demonstration")]
