"""The one blueprint of reports: files to download, and pages that count."""

from flask import Blueprint

bp = Blueprint("reports", __name__, url_prefix="/centres/<slug:centre>")
