"""Troth: a self-hosted platform for couples and their therapist to work on trust."""

__version__ = "0.1.0"
