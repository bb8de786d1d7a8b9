"""The bytes of a certificate, with digests made anew."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction as F


def text(value):
    if isinstance(value, F):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [text(entry) for entry in value]
    if isinstance(value, dict):
        return {key: text(entry) for key, entry in value.items()}
    return value


def body(key, value):
    if key == "minima" and isinstance(value, list):
        return json.dumps(key) + ": [" + ",\n".join(map(json.dumps, value)) + "]"
    return json.dumps(key) + ": " + json.dumps(value)


def write(cert, renew=True):
    """The bytes of a certificate; its two digests are made anew unless they are to stay stale."""
    if not isinstance(cert, dict):
        return json.dumps(cert).encode()
    cert = dict(cert)
    if renew and "data_digest" in cert:
        cert["data_digest"] = hashlib.sha256(json.dumps(cert.get("data")).encode()).hexdigest()
    lines = [body(key, value) for key, value in cert.items()]
    if renew and "digest" in cert:
        head = "{" + ",\n".join(lines[:-1]) + ",\n"
        lines[-1] = body("digest", hashlib.sha256(head.encode()).hexdigest())
    return ("{" + ",\n".join(lines) + "}\n").encode()


def certificate(statement, name, classes, rest):
    data = {
        "name": name,
        "classes": [{"label": l, "target": y, "points": ps} for l, y, ps in classes],
    }
    counts = {
        "Q": len(classes),
        "M": len(classes[0][2][0]),
        "N": sum(len(ps) for _, _, ps in classes),
    }
    cert = {
        "schema": "truncation-certificate/1",
        "statement": statement,
        "producer": "by hand",
        "data": data,
        "data_digest": "",
        **counts,
        **rest,
        "digest": "",
    }
    return json.loads(write(text(cert)))
