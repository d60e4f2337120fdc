"""The one blueprint of this feature, which several files of views share."""

from flask import Blueprint

bp = Blueprint("faq", __name__)
