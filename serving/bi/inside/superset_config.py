"""Superset's settings for the dashboards of one home: everything that is secret or local comes from the environment.

Belongs here: settings. Does not belong here: secrets; `python -m serving.bi` keeps them in the home and hands them over.
This file is read by Superset in its own environment: it imports nothing of ours.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

_HOME = Path(os.environ["DUBAN_BI_HOME"])

SECRET_KEY = (_HOME / "secret_key").read_text("utf-8").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'superset.db'}?timeout=30"
SQLALCHEMY_TRACK_MODIFICATIONS = False

APP_NAME = "Duban 督办"
BABEL_DEFAULT_LOCALE = "zh"
_OWN_WORDS = Path(__file__).with_name("chinese.json")
LANGUAGES = {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "us", "name": "English"}}


def FLASK_APP_MUTATOR(app: Any) -> None:
    """Superset's Chinese calls the rows of a table anomalies (%s 异常): some of its words are replaced on their way out."""
    better = {said: [words] for said, words in json.loads(_OWN_WORDS.read_text("utf-8")).items()}

    @app.after_request
    def say_it_better(answer: Any) -> Any:
        from flask import request

        if request.path.endswith("/language_pack/zh/") and answer.status_code == 200:
            answer.direct_passthrough = False
            pack = json.loads(answer.get_data())
            pack["locale_data"]["superset"].update(better)
            answer.set_data(json.dumps(pack, ensure_ascii=False))
            answer.headers.pop("ETag", None)  # of the file as it was
            answer.headers.pop("Last-Modified", None)
        return answer


# The buttons for all and none beside a legend stand beyond the edge of a chart with a long legend. This file is read while Superset's own
# settings, which are kept otherwise, are being read.
_OWN = sys.modules["superset.config"]
_NO_BUTTONS = {"echartsOptionsOverrides": {"legend": {"selector": False}}}
THEME_DEFAULT = {**_OWN.THEME_DEFAULT, **_NO_BUTTONS}
THEME_DARK = {**_OWN.THEME_DARK, **_NO_BUTTONS}

# A release replaces the warehouse file: nothing is cached, so that a dashboard shows the release that is there.
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
# What a reader has chosen in a filter, and forms being edited, are kept in Superset's own database by default.

# Nothing leaves the machine: no pictures, fonts or scripts from elsewhere, no word to anybody that it runs.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "frame-ancestors": ["'none'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
HTML_SANITIZATION = True
WTF_CSRF_ENABLED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
FAB_API_SWAGGER_UI = False
PUBLIC_ROLE_LIKE = None
FEATURE_FLAGS = {"ALERT_REPORTS": False, "ENABLE_TEMPLATE_PROCESSING": False}
# Queries over the views take milliseconds; one that takes longer than this is a mistake.
SUPERSET_WEBSERVER_TIMEOUT = 60
ROW_LIMIT = 1000
LOG_LEVEL = "WARNING"
