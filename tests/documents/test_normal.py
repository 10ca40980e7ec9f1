"""The normalised text: of equal length, plain where it must be, untouched where it should be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.normal import normalise


@given(st.text())
def test_length_and_line_ends_stay(text: str) -> None:
    plain = normalise(text)
    assert len(plain) == len(text)
    assert [i for i, c in enumerate(plain) if c in "\n\r"] == [i for i, c in enumerate(text) if c in "\n\r"]


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("kept", "plain"),
    [
        ("增长１２．５％，", "增长12.5%,"),
        ("甲\u3000乙\u00a0丙\u200b丁", "甲 乙 丙 丁"),
        ("臺灣經濟", "台湾经济"),
        ("二○二三年", "二〇二三年"),
        ("⽂化", "文化"),  # a radical that PDF files print for the character
        ("10–20", "10-20"),
        ("乾隆著书", "乾隆著书"),  # simplified as it stands
    ],
)
def test_one_character_for_one(kept: str, plain: str) -> None:
    assert normalise(kept) == plain
