"""data-dictionary.html: every table and column of the release, Chinese and English, on one page that stands alone.

Belongs here: that page, made of the comments in the database (they come from the descriptions of the models). Does not
belong here: the comments.
"""

from __future__ import annotations

from html import escape

from warehouse import keys
from warehouse.open_data.metadata import units
from warehouse.open_data.subject import Subject
from warehouse.release_tables import Column, Table

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; margin: 2rem auto; max-width: 70rem;
  padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 2rem; }
th, td { border-bottom: 1px solid #8886; padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; vertical-align: top; }
code { font: 0.9em ui-monospace, monospace; }
h2 { margin-top: 2.5rem; } nav ul { columns: 2; }
@media print { nav { display: none; } }
"""


def page(subject: Subject) -> bytes:
    """The page's bytes. Text from the database is escaped."""
    rows = {each.name: each.rows for each in subject.rows}
    contents = "".join(
        f'<li><a href="#{_anchor(t)}"><code>{escape(t.full_name)}</code></a> {escape(t.comment or "")}</li>'
        for t in subject.tables
    )
    tables = "".join(_table(subject, table, rows.get(table.full_name, 0)) for table in subject.tables)
    return f"""<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>数据字典 Data dictionary · {escape(subject.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>数据字典 · Data dictionary</h1>
<p>{escape(subject.comments)}</p>
<p>引用 Cite as: {escape(subject.citation)}</p>
<p>发布 Published by: {escape(subject.about.publisher)} {escape(subject.about.contact)}</p>
<p>许可 Licence: <a href="{escape(subject.about.licence_url)}">{escape(subject.about.licence_title)}</a></p>
<nav><ul>{contents}</ul></nav>
{tables}</body>
</html>
""".encode()


def _table(subject: Subject, table: Table, rows: int) -> str:
    key = keys.primary_key(table)
    leads = {r.column: r for r in keys.references(subject.tables) if r.table == table.full_name}
    body = "".join(_row(column, key, leads) for column in table.columns)
    return (
        f'<h2 id="{_anchor(table)}"><code>{escape(table.full_name)}</code></h2>\n'
        f"<p>{escape(table.comment or '')} ({rows:,} 行 rows)</p>\n"
        "<table><thead><tr><th>列 column</th><th>类型 type</th><th>说明 description</th><th>键 key</th></tr></thead>\n"
        f"<tbody>{body}</tbody></table>\n"
    )


def _row(column: Column, key: tuple[str, ...], leads: dict[str, keys.Reference]) -> str:
    told = ["主键 primary"] if column.name in key else []
    if column.name in leads:
        target = leads[column.name]
        place = target.target.replace(".", "-")
        told.append(f'→ <a href="#{place}">{escape(target.target)}.{escape(target.target_column)}</a>')
    unit = units().get(column.name, "")
    shown = f" [{unit.removeprefix('column:')}]" if unit.startswith("column:") else ""
    return (
        f"<tr><td><code>{escape(column.name)}</code></td><td>{escape(column.type + shown)}</td>"
        f"<td>{escape(column.comment or '')}</td><td>{', '.join(told)}</td></tr>\n"
    )


def _anchor(table: Table) -> str:
    return escape(table.full_name.replace(".", "-"))
