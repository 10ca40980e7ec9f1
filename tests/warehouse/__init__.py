"""Tests of STORING: real files, a real SQLite, a real PostgreSQL, real processes that are really killed."""
