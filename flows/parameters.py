"""The parameters of the main job as the form of a Prefect server shows them: type, title and explanation, Chinese and English.

Belongs here: what a person who starts a run by hand is told about each parameter. Does not belong here: what a parameter does (main_job.py).

Prefect makes the form from the flow's signature. It takes titles from nowhere but `json_schema_extra`, so they stand there.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

#: A week: longer than this a run should not keep others from their turn.
LONGEST_WAIT = 7 * 24 * 3600


def _shown(title: str, description: str, **limits: Any) -> Any:
    return Field(json_schema_extra={"title": title, "description": description}, **limits)


Documents = Annotated[
    list[str] | None,
    _shown(
        "文件 · Documents",
        "要读取的文件或文件夹（工作进程所在机器上的路径）；留空则读取目录 sources.yml 中的全部文件。"
        " · Files and folders to read, as the worker's machine knows them; empty: every document of sources.yml.",
    ),
]
Sources = Annotated[
    str | None,
    _shown(
        "文件目录 · Catalogue of documents",
        "另一份文件目录（sources.yml）的路径；留空则用本项目的目录。"
        " · The path of another sources.yml; empty: the project's own.",
    ),
]
Strict = Annotated[
    bool,
    _shown(
        "严格 · Strict",
        "有未裁定的问题时不发布。 · Findings that nobody has decided refuse the release.",
    ),
]
Wait = Annotated[
    float | None,
    _shown(
        "等待其他运行（秒） · Wait for another run (seconds)",
        "同一时间只有一次运行；最多等待这么久，之后放弃。留空为 60 秒。"
        " · One run at a time: how long to wait for another to end before giving up; empty: 60 seconds.",
        ge=0,
    ),
]
WaitForSteward = Annotated[
    float,
    _shown(
        "等待裁定（秒） · Wait for a steward (seconds)",
        "出现新的待决问题时，最多等待数据管理员裁定这么久；逾期保留原发布。0 为不等待，未决的数字以“有争议”发布。"
        " · When there are new findings, wait this long for a steward's decisions; after that the old release stays."
        " 0: do not wait, undecided figures are published as disputed.",
        ge=0,
        le=LONGEST_WAIT,
    ),
]
WatchList = Annotated[
    str | None,
    _shown(
        "列表页目录 · List pages",
        "另一份列表页目录（watch.yml）的路径；留空则用本项目的目录。 · The path of another watch.yml; empty: the project's own.",
    ),
]
