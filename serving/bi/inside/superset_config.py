"""Superset's settings for the dashboards of one home: everything that is secret or local comes from the environment.

Belongs here: settings. Does not belong here: secrets; `python -m serving.bi` keeps them in the home and hands them over.
This file is read by Superset in its own environment: it imports nothing of ours.
"""

from __future__ import annotations

import os
from pathlib import Path

_HOME = Path(os.environ["DUBAN_BI_HOME"])

SECRET_KEY = (_HOME / "secret_key").read_text("utf-8").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'superset.db'}?timeout=30"
SQLALCHEMY_TRACK_MODIFICATIONS = False

APP_NAME = "Duban 督办"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "us", "name": "English"}}

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
