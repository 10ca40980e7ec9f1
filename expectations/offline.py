"""Data Docs that ask for nothing from elsewhere.

Belongs here: taking the outside addresses out of the pages that Great Expectations wrote. Does not belong here:
what the pages say.

Great Expectations' pages load style sheets, scripts and a picture with a time stamp from several hosts. On a
closed network they hang; on an open one they tell those hosts when somebody validates. So these are cut, a
small style sheet of our own takes their place, and the first page, which those scripts would fill, is written
anew as a plain list.
"""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

_OUTSIDE = re.compile(r"<link\b[^>]*>|<(script|style|form|footer)\b.*?</\1>|<img\b[^>]*>", re.IGNORECASE | re.DOTALL)
_STYLE = "plain.css"
_CSS = """\
:root { color-scheme: light dark; }
body { font: 100%/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; }
table { border-collapse: collapse; }
td, th { border-bottom: 1px solid #8884; padding: .35rem .8rem .35rem 0; text-align: left; vertical-align: top; }
ul, ol { padding-left: 1.2rem; }
.alert, .card { margin: .6rem 0; }
.modal, .navbar button, .btn, .tooltip, .sticky, .popover-data, img { display: none; }
pre, code { white-space: pre-wrap; }
"""


def cut(site: Path, title: str) -> None:
    """Make every page under `site` self-contained, in place, and write `index.html` as a list of the others."""
    (site / _STYLE).write_text(_CSS, "utf-8")
    shutil.rmtree(site / "static", ignore_errors=True)
    pages = sorted(path for path in site.rglob("*.html") if path != site / "index.html")
    for page in pages:
        text = _OUTSIDE.sub("", page.read_text("utf-8"))
        root = "../" * len(page.relative_to(site).parents[:-1])
        page.write_text(text.replace("</head>", f'<link rel="stylesheet" href="{root}{_STYLE}"></head>', 1), "utf-8")
    (site / "index.html").write_text(_index(site, pages, title), "utf-8")


def _index(site: Path, pages: list[Path], title: str) -> str:
    entries = "\n".join(
        f'<li><a href="{html.escape(page.relative_to(site).as_posix())}">{html.escape(_name(site, page))}</a></li>'
        for page in sorted(pages, key=lambda page: (page.relative_to(site).parts[0] != "validations", page))
    )
    return f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title><link rel="stylesheet" href="{_STYLE}"></head>
<body><h1>{html.escape(title)}</h1>
<p><a href="../index.html">督办报告 Report</a></p>
<ul>
{entries}
</ul></body></html>
"""


def _name(site: Path, page: Path) -> str:
    """validations/reading/…: the result of a suite; expectations/reading.html: the suite itself."""
    folder, *rest = page.relative_to(site).parts
    return f"校验结果 results: {rest[0]}" if folder == "validations" else f"期望 expectations: {page.stem}"
