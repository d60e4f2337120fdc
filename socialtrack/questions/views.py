"""Gathers the pages of this feature: the blueprint is whole once this file is read."""

from . import ask_views, faq_views, inbox_views, saved_views, team_views, thread_views
from .blueprint import bp

__all__ = ["ask_views", "bp", "faq_views", "inbox_views", "saved_views", "team_views", "thread_views"]
