"""Turns the plain parts of an annotated document into a file of the format and look that its header asks for.

Belongs here: plain text, HTML, Markdown, DOCX, XLSX, PDF. Does not belong here: what a number means.

Header keys: `format` (txt, html, md, docx, xlsx, pdf), `cols` (role:column name, parted by |; K is the section),
`item` (template of a list item), `wrap` (characters a line), `sections` (row, line, none), `usep` (between units),
`encoding`, `number`, `group` (first-last:name).
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from pathlib import Path

CHINESE_DIGITS = "零一二三四五六七八九"


@dataclass
class TaskRow:
    """One task: its number, the section it stands in, and its parts (role, text) in order."""

    no: str
    section: str
    parts: list[tuple[str, str]] = field(default_factory=list)

    def text(self, role: str, usep: str = "、") -> str:
        """All parts of a role, joined as they are printed in one cell."""
        found = [t for r, t in self.parts if r == role or (role == "R" and r == "P")]
        if role in "UO":
            return usep.join(u for t in found for u in t.replace("，", "、").split("、"))
        return "\n".join(found)


def chinese_number(n: int) -> str:
    """1 to 99 in Chinese numerals."""
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else CHINESE_DIGITS[tens] + "十"
    return head + (CHINESE_DIGITS[ones] if ones else "")


def numbered(head: dict[str, str], no: str) -> str:
    """The task's number as the document prints it."""
    style = head.get("number", "{n}")
    return style.replace("{n}", no).replace("{cn}", chinese_number(int(no)))


def columns(head: dict[str, str]) -> list[tuple[str, str]]:
    """Roles and names of the columns."""
    return [(c.split(":", 1)[0], c.split(":", 1)[1]) for c in head["cols"].split("|")]


def cell(head: dict[str, str], task: TaskRow, role: str) -> str:
    """The text of a cell."""
    if role == "N":
        return numbered(head, task.no)
    if role == "K":
        return task.section
    return task.text(role, head.get("usep", "、").replace("\\n", "\n").replace("none", ""))


def table_cells(line: str) -> list[str]:
    """The cells of a row that stands inside a narrative (`| a | b |`)."""
    return [c.strip() for c in line.strip().strip("|").split("|")]


def hard_wrap(text: str, width: int) -> str:
    """A newspaper's columns: every line cut near the width, never within a number, a blank line after each."""
    lines: list[str] = []
    while text:
        end = min(width, len(text))
        while 1 < end < len(text) and text[end - 1 : end + 1].isascii():
            end -= 1
        lines.append(text[:end])
        text = text[end:]
    return "\n\n".join(lines)


def plain_text(
    head: dict[str, str], before: list[str], tasks: list[TaskRow], after: list[str], lines: list[str]
) -> str:
    """A text file: a list by template, a table flattened to one cell a line, or a narrative."""
    gap = head.get("gap", "\\n").replace("\\n", "\n")
    out: list[str] = []
    if not tasks:
        width = int(head.get("wrap", "0"))
        for line in lines:
            if line.startswith("| "):
                out += table_cells(line)
                continue
            bare = line.removeprefix("# ")
            out.append(hard_wrap(bare, width) if width and not line.startswith("# ") else bare)
        return gap.join(out) + "\n"
    out += before
    section = ""
    if "cols" in head:
        out += [name for _, name in columns(head)]
    for task in tasks:
        if task.section != section and head.get("sections", "line") != "none":
            section = task.section
            out.append(section)
        if "item" in head:
            roles = {r: task.text(r) for r in ("C", "C2", "C3", "R", "R2", "R3", "U", "O", "L", "S")}
            for template in head["item"].split("\\n"):
                pieces = []
                for piece in template.replace("{no}", numbered(head, task.no)).split("；"):
                    wanted = [r for r in roles if "{" + r + "}" in piece]
                    if all(roles[r] for r in wanted):
                        for r in wanted:
                            piece = piece.replace("{" + r + "}", roles[r])
                        pieces.append(piece)
                if pieces:
                    out.append("；".join(pieces))
        elif head.get("pairs") == "yes" and sum(r == "U" for r, _ in task.parts) > 1:
            out.append(numbered(head, task.no))
            out += [text for role, text in task.parts if role[0] in "CURP"]
        else:
            out += [line for role, _ in columns(head) for line in cell(head, task, role).split("\n")]
    return gap.join(out + after) + "\n"


def html_cell(head: dict[str, str], text: str) -> str:
    """Paragraphs or line breaks in a cell."""
    parts = [html.escape(p, quote=False) for p in text.split("\n")]
    if head.get("cell") == "p":
        return "".join(f'<p style="text-indent:2em"><span>{p}</span></p>' for p in parts)
    return "<br/>".join(parts) or "&nbsp;"


def html_table(head: dict[str, str], tasks: list[TaskRow]) -> str:
    """A table with section rows over all columns, or the section as a column that spans its rows."""
    cols = columns(head)
    rows: list[str] = []
    if "group" in head:
        span, name = head["group"].split(":", 1)
        first, last = (int(x) for x in span.split("-"))
        top = "".join(
            f'<td colspan="{last - first + 1}">{name}</td>' if k == first else f'<td rowspan="2">{c}</td>'
            for k, (_, c) in enumerate(cols, start=1)
            if not first < k <= last
        )
        rows.append(f"<tr>{top}</tr>")
        rows.append("<tr>" + "".join(f"<td>{c}</td>" for _, c in cols[first - 1 : last]) + "</tr>")
    else:
        rows.append("<tr>" + "".join(f"<th>{c}</th>" for _, c in cols) + "</tr>")
    section = None
    for k, task in enumerate(tasks):
        fresh = task.section != section
        section = task.section
        if fresh and section and head.get("sections") == "row":
            rows.append(f'<tr><td colspan="{len(cols)}"><strong>{section}</strong></td></tr>')
        cells = []
        for role, _ in cols:
            if role == "K":
                if fresh:
                    span_rows = 1
                    while k + span_rows < len(tasks) and tasks[k + span_rows].section == section:
                        span_rows += 1
                    cells.append(f'<td rowspan="{span_rows}">{section}</td>')
            else:
                cells.append(f"<td>{html_cell(head, cell(head, task, role))}</td>")
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return '<table border="1" cellspacing="0"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def html_page(head: dict[str, str], before: list[str], tasks: list[TaskRow], after: list[str], lines: list[str]) -> str:
    """A page of a government site, with its furniture where the header asks for it."""
    title = head.get("title", "")
    top = bottom = ""
    if head.get("furniture") == "yes":
        site = head.get("site", "市人民政府门户网站")
        top = (
            f'<div class="header"><a href="/">{site}</a><ul class="nav"><li>首页</li><li>政务公开</li><li>政务服务</li>'
            f'<li>互动交流</li></ul></div><div class="position">当前位置：首页 &gt; 政务公开 &gt; 重点工作</div>'
        )
        bottom = (
            '<div class="share">【打印本页】【关闭窗口】</div><div class="footer"><p>主办：市人民政府办公室</p>'
            "<p>网站标识码：3400000001 备案号：ICP备05001234号-1</p>"
            "<p>联系电话：0000-1234567</p><script>var visits=20230117;</script></div>"
        )
    if tasks:
        body = "".join(f"<p>{html.escape(b, quote=False)}</p>\n" for b in before if b.strip()) + html_table(head, tasks)
        body += "".join(f"<p>{html.escape(a, quote=False)}</p>\n" for a in after if a.strip())
    else:
        heading = "<p><strong>{}</strong></p>" if head.get("heading") == "strong" else "<h2>{}</h2>"
        body = "\n".join(
            "<table><tr>" + "".join(f"<td>{html.escape(c, quote=False)}</td>" for c in table_cells(x)) + "</tr></table>"
            if x.startswith("| ")
            else heading.format(html.escape(x[2:], quote=False))
            if x.startswith("# ")
            else f"<p>&emsp;&emsp;{html.escape(x, quote=False)}</p>"
            for x in lines
            if x.strip()
        ).replace("</tr></table>\n<table><tr>", "</tr>\n<tr>")
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title><style>td{{font-size:14px}}</style>'
        "</head>"
        f'\n<body>{top}\n<div class="content" id="zoom">\n{body}\n</div>\n{bottom}</body></html>\n'
    )


def markdown(head: dict[str, str], before: list[str], tasks: list[TaskRow], after: list[str], lines: list[str]) -> str:
    """Markdown: a pipe table or sections."""
    if not tasks:
        return "\n\n".join("#" + x if x.startswith("# ") else x for x in lines) + "\n"
    cols = columns(head)
    out = [*before, "", "| " + " | ".join(n for _, n in cols) + " |", "| " + " | ".join("---" for _ in cols) + " |"]
    for task in tasks:
        out.append("| " + " | ".join(cell(head, task, role).replace("\n", "<br>") for role, _ in cols) + " |")
    return "\n".join([*out, "", *after]) + "\n"


def write_docx(
    head: dict[str, str], before: list[str], tasks: list[TaskRow], after: list[str], lines: list[str], target: Path
) -> None:
    """A Word file: paragraphs and one table, section rows merged."""
    import docx

    book = docx.Document()
    for line in before + lines:
        if line.startswith("# "):
            book.add_heading(line[2:], level=1)
        elif line.strip():
            book.add_paragraph(line)
    if tasks:
        cols = columns(head)
        table = book.add_table(rows=1, cols=len(cols))
        for k, (_, name) in enumerate(cols):
            table.rows[0].cells[k].text = name
        section = ""
        for task in tasks:
            if task.section != section and head.get("sections") == "row":
                cells = table.add_row().cells
                cells[0].merge(cells[-1]).text = task.section
            section = task.section
            cells = table.add_row().cells
            for k, (role, _) in enumerate(cols):
                cells[k].text = cell(head, task, role)
    for line in after:
        if line.strip():
            book.add_paragraph(line)
    book.save(str(target))


def write_xlsx(head: dict[str, str], before: list[str], tasks: list[TaskRow], after: list[str], target: Path) -> None:
    """An Excel file: title merged over the columns, the section as merged cells."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = head.get("sheet", "Sheet1")
    cols = columns(head)
    for line in before:
        if line.strip():
            sheet.append([line])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(cols))
    sheet.append([name for _, name in cols])
    section, first = None, 0
    for task in tasks:
        values: list[str | float | int] = [cell(head, task, role) for role, _ in cols]
        if head.get("numeric") == "yes":
            values = [
                float(v) if v.replace(".", "", 1).isdigit() and "." in v else int(v) if v.isdigit() else v
                for v in map(str, values)
            ]
        sheet.append(values)
        key = [k for k, (role, _) in enumerate(cols, start=1) if role == "K"]
        if key and task.section == section:
            sheet.cell(sheet.max_row, key[0]).value = None
            if task is tasks[-1] or tasks[tasks.index(task) + 1].section != section:
                sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=key[0], end_column=key[0])
        else:
            section, first = task.section, sheet.max_row
    for line in after:
        if line.strip():
            sheet.append([line])
    book.save(str(target))


def write_pdf(
    head: dict[str, str], before: list[str], tasks: list[TaskRow], after: list[str], lines: list[str], target: Path
) -> None:
    """A PDF with a text layer: running text, a list by template, or a ruled table with its header on every page."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle(
        "body", fontName="STSong-Light", fontSize=10.5, leading=16, wordWrap="CJK", firstLineIndent=21
    )
    plain = ParagraphStyle("cell", fontName="STSong-Light", fontSize=9, leading=12, wordWrap="CJK")
    title = ParagraphStyle("title", fontName="STSong-Light", fontSize=14, leading=22, alignment=1, spaceAfter=8)
    story: list[object] = []
    if tasks and "item" in head:  # a list of paragraphs, no table
        lines, before, tasks, after = plain_text(head, before, tasks, after, []).splitlines(), [], [], []
    for k, line in enumerate(x for x in before + lines if x.strip()):
        story.append(
            Paragraph(
                html.escape(line.removeprefix("# "), quote=False), title if k == 0 or line.startswith("# ") else body
            )
        )
    if tasks:
        cols = columns(head)
        data: list[list[object]] = [[Paragraph(name, plain) for _, name in cols]]
        style: list[tuple[object, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ]
        section = ""
        for task in tasks:
            if task.section != section and head.get("sections") == "row":
                style.append(("SPAN", (0, len(data)), (-1, len(data))))
                data.append([Paragraph(task.section, plain)] + [""] * (len(cols) - 1))
            section = task.section
            data.append(
                [
                    Paragraph(html.escape(cell(head, task, r), quote=False).replace("\n", "<br/>"), plain)
                    for r, _ in cols
                ]
            )
        widths = [float(w) for w in head["widths"].split(",")]
        story += [Spacer(1, 6), Table(data, colWidths=widths, repeatRows=1, style=style)]
    story += [Paragraph(html.escape(a, quote=False), body) for a in after if a.strip()]
    SimpleDocTemplate(str(target), pagesize=A4, title=head.get("title", ""), invariant=1).build(story)


def render(
    head: dict[str, str], before: list[str], tasks: list[TaskRow], after: list[str], lines: list[str], target: Path
) -> None:
    """Write one document."""
    kind = head["format"].split()[0]
    if kind == "docx":
        return write_docx(head, before, tasks, after, lines, target)
    if kind == "xlsx":
        return write_xlsx(head, before, tasks, after, target)
    if kind == "pdf":
        return write_pdf(head, before, tasks, after, lines, target)
    text = {"txt": plain_text, "html": html_page, "md": markdown}[kind](head, before, tasks, after, lines)
    if head.get("newline") == "crlf":
        text = text.replace("\n", "\r\n")
    target.write_bytes(text.encode(head.get("encoding", "utf-8")))
    return None
