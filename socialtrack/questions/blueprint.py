"""The one blueprint of this feature, which several files of views share. Routes carry their whole address: some pages
are an organization's, some its centre's."""

from flask import Blueprint

IN_CENTRE = "/centres/<slug:centre>/questions"
IN_ORGANIZATION = "/centres/<slug:centre>/organizations/<slug:organization>/questions"

bp = Blueprint("questions", __name__)
