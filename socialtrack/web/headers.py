"""Headers of every answer, written by hand: the policy of what a page may load, and who may keep a copy."""

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
A_YEAR = 365 * 24 * 3600


def init_app(app: Flask, *, is_https: bool) -> None:
    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        if is_https:
            headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
        if request.endpoint == "static":
            fresh = "v" in request.args
            headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if fresh else "public, max-age=3600"
        else:
            response.vary.add("HX-Request")
            response.vary.add("Cookie")
            response.vary.add("Accept-Language")
            if "Cache-Control" not in headers or g.get("visitor") is not None:
                headers["Cache-Control"] = "no-store"
        return response
