"""The one blueprint of this feature, which several files of views share."""

from flask import Blueprint

bp = Blueprint("home", __name__)
