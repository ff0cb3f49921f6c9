from django.urls import path, register_converter

from troth.practice.wordings import views
from troth.practice.wordings.registry import KindInAddress

register_converter(KindInAddress, "kind")

urlpatterns = [
    path("practice/wordings/", views.shelf, name="word-shelf"),
    path("<kind:kind>/<slug:slug>/wordings/", views.wordings, name="wordings"),
    path("<kind:kind>/<slug:slug>/word/", views.word, name="word-anew"),
    path("<kind:kind>/<slug:slug>/wordings/<slug:number>/use/", views.use_wording, name="use-wording"),
]
