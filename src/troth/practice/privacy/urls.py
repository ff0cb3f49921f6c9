from django.urls import path

from troth.practice.privacy import views

urlpatterns = [
    path("welcome/secrets/", views.policy, name="policy"),
    path("couples/<uuid:couple_id>/secrets/", views.couple_policy, name="couple-policy"),
    path("my-data/", views.my_data, name="my-data"),
    path("my-data/download/", views.download, name="download-my-data"),
    path("my-data/erase/", views.erase, name="erase-me"),
    path("practice/log/", views.audit_log, name="audit-log"),
]
