"""The note beside a rejected file: why it was not read and what to do, in Chinese and English.

Belongs here: the words. Does not belong here: deciding that a file is rejected (inbox.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.console import safe


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file was not read and what to do, in both languages. `words` are the reader's own, where there are any."""

    why_zh: str
    why_en: str
    do_zh: str
    do_en: str
    words: str = ""
    advice: str = ""

    @property
    def short(self) -> str:
        """One line for the terminal."""
        return f"{self.why_zh} · {self.words or self.why_en}"


LINK = Reason(
    "这是一个链接（快捷方式），不是文件；链接不予跟随",
    "it is a link, not a file; links are not followed",
    "请放入文件本身",
    "put the file itself into the inbox",
)
NOT_A_FILE = Reason(
    "这不是普通文件（管道、套接字或设备）",
    "it is no regular file (a pipe, a socket or a device)",
    "请放入普通文件",
    "put a regular file into the inbox",
)


def unreadable(words: str) -> Reason:
    """The system does not let us read the file."""
    return Reason(
        "系统不允许读取该文件",
        "the system does not let it be read",
        "请修正文件的权限后重新放入",
        "mend the file's rights, then put it into the inbox again",
        words,
    )


def too_large(size: int, limit: int) -> Reason:
    """Larger than DUBAN_FETCH_MAX_BYTES."""
    return Reason(
        f"文件过大：{size:,} 字节，上限 {limit:,} 字节",
        f"too large: {size:,} bytes, the limit is {limit:,}",
        "如确需读取，请管理员调高 DUBAN_FETCH_MAX_BYTES 后重新放入",
        "if it is meant, have DUBAN_FETCH_MAX_BYTES raised, then put it into the inbox again",
    )


def id_taken(document_id: str) -> Reason:
    """Another file of the same pass has the same name without its ending, and other bytes."""
    return Reason(
        f"同时放入的另一份文件也叫“{document_id}”（不计扩展名），内容不同",
        f"another file that came with it has the name {document_id!r} too (its ending not counted), with other content",
        "若是另一份文件，请改名后重新放入；若是同一文件的新版，请直接重新放入",
        "rename it if it is another document; if it is a newer edition of the same one, put it in again as it is",
    )


def crashes(signal_name: str) -> Reason:
    """The process that reads it is killed by it."""
    return Reason(
        "读取该文件时读取程序异常退出",
        f"the program that reads it is ended by it ({signal_name})",
        "请另存为其他格式（如 DOCX、HTML、纯文本）后重新放入，并把原文件交给维护者",
        "save it in another format (DOCX, HTML, plain text), put that in, and give the file to who maintains duban",
    )


def refused(words: str, advice: str) -> Reason:
    """The reader refuses the document."""
    return Reason(
        "无法从该文件读出任务或数字（原因见下）",
        "it cannot be read",
        "常见原因：扫描件（无文字层）、加密或不完整的文件、不支持的格式（支持 HTML、DOCX、XLSX、PDF、Markdown、纯文本）。"
        "修正后重新放入收件夹",
        "mend it, then put it into the inbox again",
        words,
        advice,
    )


def note(name: str, reason: Reason, moment: datetime) -> str:
    """The text of the note. What documents and names say is made harmless and cannot add lines of its own."""
    one_line = {part: " ".join(safe(getattr(reason, part)).split()) for part in ("words", "advice")}
    lines = [
        f"文件 File: {safe(name)}",
        f"时间 Time: {moment:%Y-%m-%d %H:%M} UTC",
        "",
        f"为何未读：{reason.why_zh}。",
        f"怎么办：{reason.do_zh}。",
        "",
        f"Why it was not read: {reason.why_en}.",
        *([f"  {one_line['words']}"] if one_line["words"] else []),
        f"What to do: {reason.do_en}.",
        *([f"  {one_line['advice']}"] if one_line["advice"] else []),
        "",
        "文件未作任何改动；看过后，本说明和文件都可以删除。",
        "The file is as it came; both may be removed when they have been seen.",
        "",
    ]
    return "\n".join(lines)
