# SPDX-License-Identifier: Apache-2.0
"""Verifies what Overboard's webhooks are signed with (standard-webhooks, symmetric). Needs only Python's own library.

    import overboard_webhook
    alert = overboard_webhook.verify(["whsec_..."], request.headers, request.body)   # bytes as they came, before JSON

raises Invalid unless one of the secrets signed this very body within the last five minutes. Alerts are delivered at
least once: keep `webhook-id` for a day and answer 200 to one you have seen. As a program, it is a receiver that prints
what it accepts: overboard_webhook.py PORT SECRET_FILE...
"""
import base64
import binascii
import hashlib
import hmac
import http.server
import json
import sys
import time
from pathlib import Path

TOLERANCE_SECONDS = 300


class Invalid(Exception):
    """The request is not to be believed; the text says why and holds nothing secret."""


def _key(secret):
    try:
        return base64.b64decode(secret.strip().removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a secret is not whsec_ and base64") from None


def sign(secret, ident, timestamp, body):
    """The signature of the bytes `body`, as one word of the header."""
    content = f"{ident}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(_key(secret), content, hashlib.sha256).digest()).decode()


def _header(headers, name):
    value = headers.get(name) or headers.get(name.title())
    if not value:
        raise Invalid(f"the header {name} is missing")
    return value


def verify(secrets, headers, body, now=None, tolerance=TOLERANCE_SECONDS):
    """Gives the parsed JSON. `secrets`: all that may have signed, so that one can be replaced by another."""
    ident, stamp = _header(headers, "webhook-id"), _header(headers, "webhook-timestamp")
    signatures = _header(headers, "webhook-signature").split(" ")
    if not stamp.isascii() or not stamp.isdigit():
        raise Invalid("webhook-timestamp is no number")
    if abs((time.time() if now is None else now) - int(stamp)) > tolerance:
        raise Invalid("webhook-timestamp is too old or too new: a repeated request, or a clock that is wrong")
    # Every pair is compared, in constant time each: how long it takes tells nothing.
    matches = [hmac.compare_digest(sign(secret, ident, stamp, body).encode(), signature.encode())
               for secret in secrets for signature in signatures]
    if not any(matches):
        raise Invalid("no signature fits: another secret, or a body that was changed on its way")
    return json.loads(body)


def serve(port, secrets):
    seen = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1 << 20))
            try:
                alert = verify(secrets, self.headers, body)
            except Invalid as error:
                return self.send_error(401, str(error))
            if seen.setdefault(self.headers["webhook-id"], body) is body:
                print(json.dumps(alert), flush=True)
            self.send_response(204)
            self.end_headers()

    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    serve(int(sys.argv[1]), [Path(path).read_text(encoding="ascii") for path in sys.argv[2:]])
