"""A person at Superset's API: logs in and asks every chart.

Belongs here: HTTP to a running Superset. Does not belong here: what the answers must be.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Answer:
    """What a chart's stored query answered: rows of each of its queries, seconds, the error if there was one."""

    name: str
    rows: tuple[int, ...]
    seconds: float
    error: str
    data: tuple[Any, ...]


class Superset:
    """A session of the one who logs in."""

    def __init__(self, address: str, password: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=60)
        told = {"username": "admin", "password": password, "provider": "db", "refresh": False}
        answer = self.client.post("/api/v1/security/login", json=told)
        answer.raise_for_status()
        self.client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def listed(self, kind: str) -> list[dict[str, Any]]:
        """Everything of a kind (chart, dashboard, dataset, database)."""
        answer = self.client.get(f"/api/v1/{kind}/", params={"q": "(page_size:200)"})
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["result"]
        return found

    def ask(self, chart: dict[str, Any]) -> Answer:
        """Ask a chart's stored query through the chart data endpoint."""
        began = time.perf_counter()
        answer = self.client.get(f"/api/v1/chart/{chart['id']}/data/", params={"force": "true"})
        seconds = time.perf_counter() - began
        if answer.status_code != 200:
            return Answer(chart["slice_name"], (), seconds, f"{answer.status_code} {answer.text[:500]}", ())
        results = answer.json()["result"]
        error = "; ".join(str(each["error"]) for each in results if each.get("error"))
        return Answer(
            chart["slice_name"],
            tuple(each["rowcount"] for each in results),
            seconds,
            error,
            tuple(each["data"] for each in results),
        )

    def sql(self, statement: str) -> httpx.Response:
        """Run a statement in SQL Lab."""
        token = self.client.get("/api/v1/security/csrf_token/").json()["result"]
        database = self.listed("database")[0]["id"]
        return self.client.post(
            "/api/v1/sqllab/execute/",
            json={"database_id": database, "sql": statement, "schema": "bi", "runAsync": False},
            headers={"X-CSRFToken": token, "Referer": str(self.client.base_url)},
        )
