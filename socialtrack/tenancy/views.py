"""Adding and importing organizations."""

from flask import Blueprint

bp = Blueprint("tenancy", __name__, url_prefix="/centres/<slug:centre>")
