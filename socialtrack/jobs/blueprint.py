"""The one blueprint of long work."""

from flask import Blueprint

bp = Blueprint("jobs", __name__, url_prefix="/centres/<slug:centre>/jobs")
