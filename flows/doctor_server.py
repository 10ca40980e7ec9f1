"""What `duban doctor` asks a Prefect server: is it up, has it the deployments, is a worker there, is a run late?

Belongs here: questions over its API, without Prefect's own client, which takes seconds to import. Does not belong here: the other questions
(doctor_checks.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import metadata
from typing import TYPE_CHECKING

from flows.doctor_checks import Answer
from flows.schedule import due
from warehouse.clock import now

if TYPE_CHECKING:
    import httpx

SECONDS = 5.0  # that the server has to answer
LATE = timedelta(minutes=15)


def server(url: str | None) -> Iterator[Answer]:
    """Does the Prefect server answer, has it the deployments, is a worker there, is a run late?"""
    question = "调度服务 Server"
    if not url:
        yield Answer(question, "ok", "未使用 · none is used: runs are started by hand (PREFECT_API_URL names one)")
        return
    import httpx

    try:
        with httpx.Client(base_url=url.rstrip("/"), timeout=SECONDS) as client:
            version = client.get("/admin/version").raise_for_status().json()
            yield _same_version(question, url, str(version))
            yield from _deployed(client)
            yield from _worker(client)
            yield from _late(client)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError) as fault:
        yield Answer(
            question, "failed", f"{url}: {fault}", "make server (or docker compose up), or mend PREFECT_API_URL"
        )


def _same_version(question: str, url: str, version: str) -> Answer:
    here = metadata.version("prefect")
    if version == here:
        return Answer(question, "ok", f"{url} · Prefect {version}")
    return Answer(question, "warning", f"{url} · Prefect {version}, here {here}", "run the same version on both sides")


def _deployed(client: httpx.Client) -> Iterator[Answer]:
    body = {"flows": {"name": {"any_": ["督办 main job", "督办 poll"]}}}
    found = client.post("/deployments/filter", json=body).raise_for_status().json()
    paused = {each["name"] for each in found if each.get("paused") or any(not s["active"] for s in each["schedules"])}
    names = {each["name"] for each in found if each["schedules"]}
    missing = {each.deployment for each in due()} - names
    question = "日程 Schedule"
    if missing:
        yield Answer(
            question, "failed", f"未部署 not deployed: {', '.join(sorted(missing))}", "make server, or duban worker"
        )
    elif paused:
        yield Answer(
            question, "warning", f"已暂停 paused: {', '.join(sorted(paused))}", "switch it on in Prefect's pages"
        )


def _worker(client: httpx.Client) -> Iterator[Answer]:
    answer = client.post("/work_pools/duban/workers/filter", json={})
    workers = answer.json() if answer.is_success else []
    online = [each["name"] for each in workers if each["status"] == "ONLINE"]
    if online:
        yield Answer("工作进程 Worker", "ok", ", ".join(online))
    else:
        yield Answer(
            "工作进程 Worker", "failed", "无 · none is there: nothing would be run", "make server, or duban worker"
        )


def _late(client: httpx.Client) -> Iterator[Answer]:
    wanted = {
        "state": {"type": {"any_": ["SCHEDULED"]}},
        "expected_start_time": {"before_": (now() - LATE).isoformat()},
    }
    runs = client.post("/flow_runs/filter", json={"flow_runs": wanted, "limit": 20}).raise_for_status().json()
    if runs:
        names = ", ".join(run["name"] for run in runs)
        yield Answer(
            "误期 Late",
            "warning",
            f"{len(runs)} 次运行 runs: {names}",
            "is a worker there, and does it come to an end?",
        )
