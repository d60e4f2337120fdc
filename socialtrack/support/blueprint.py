"""The one blueprint of this feature. Routes carry their whole address: most pages are an organization's, one its
centre's."""

from flask import Blueprint

IN_CENTRE = "/centres/<slug:centre>/support/"
IN_ORGANIZATION = "/centres/<slug:centre>/organizations/<slug:organization>/support/"

bp = Blueprint("support", __name__)
