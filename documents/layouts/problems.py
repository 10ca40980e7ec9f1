"""What a person should know about how the tasks of a document were read.

Belongs here: numbering (missing, twice), empty reports, nothing found. Does not belong here: whether figures agree.
"""

from __future__ import annotations

from collections.abc import Iterator

from documents.errors import NoTasks
from documents.layouts.draft import Draft
from documents.layouts.lines import line_number
from documents.reading import KnownFacts, Problem, Severity

_LISTED = 20


def found(draft: Draft, facts: KnownFacts) -> Iterator[Problem]:
    """The problems of a draft, in the order of the text. Raises NoTasks where neither task nor passage was found."""
    if not draft.tasks and not draft.passages:
        raise NoTasks(
            "no task and no paragraph of text was found in the document · 未找到任务或正文",
            advice="give the page or file that holds the task table or the article itself",
        )
    yield from draft.problems
    yield from _numbering(draft, facts)
    if any(task.report for task in draft.tasks):
        yield from _empty_reports(draft)


def _numbering(draft: Draft, facts: KnownFacts) -> Iterator[Problem]:
    """Numbers that are missing or printed twice. A numbering that begins anew (a new section) is a new run."""
    seen: dict[int, int] = {}
    last, last_at = 0, 0
    for at, number in draft.numbers_at:
        if number is None:
            continue
        if number == 1 and last > 1 and 1 in seen:
            seen, last = {}, 0
        if number in seen:
            yield _twice(draft, number, at, seen[number])
        elif number > last + 1:
            gap = [n for n in range(last + 1, number) if n not in facts.known_gaps and n not in seen]
            if gap:
                yield _missing(draft, gap, last, last_at, number, at)
        seen.setdefault(number, at)
        last, last_at = max(last, number), at


def _twice(draft: Draft, number: int, at: int, first_at: int) -> Problem:
    line = line_number(draft.text, at)
    return Problem(
        Severity.CRITICAL,
        "task_twice",
        f"task {number} stands twice: in line {line_number(draft.text, first_at)} and again in line {line} · 任务{number}重复出现",
        "correct the number in the document, or fetch it again",
        at,
        line,
    )


def _missing(draft: Draft, gap: list[int], last: int, last_at: int, number: int, at: int) -> Problem:
    line = line_number(draft.text, at)
    names = ", ".join(map(str, gap[:_LISTED])) + (" …" if len(gap) > _LISTED else "")
    before = f"task {last} (line {line_number(draft.text, last_at)})" if last else "the beginning"
    return Problem(
        Severity.CRITICAL,
        "task_missing",
        f"task {names} is missing between {before} and task {number} (line {line}) · 缺少任务{names}",
        "look at the document there; where the publisher left the number out, name it in known_gaps of sources.yml",
        at,
        line,
    )


def _empty_reports(draft: Draft) -> Iterator[Problem]:
    for task, (at, _) in zip(draft.tasks, draft.numbers_at, strict=True):
        if not task.report:
            yield Problem(
                Severity.INFO,
                "empty_report",
                f"task {task.task_no} has no report · 任务{task.task_no}没有完成情况",
                "nothing, unless the publisher's page shows one",
                at,
                line_number(draft.text, at),
            )
