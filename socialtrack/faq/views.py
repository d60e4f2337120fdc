"""The hesitations and their answers: as everyone reads them, as a leaflet, whether they help. Gathers the views."""

from . import edit_change_views, edit_views, entry_views, index_views, leaflet_views, vote_views
from .blueprint import bp

__all__ = ["bp", "edit_change_views", "edit_views", "entry_views", "index_views", "leaflet_views", "vote_views"]
