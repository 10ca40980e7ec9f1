"""Ctrl-C is noticed for good, whatever the code that it meets makes of the exception."""

from __future__ import annotations

import signal

import pytest

from flows import stopping


def _press() -> None:
    signal.raise_signal(signal.SIGINT)


def _pressed_where_the_engine_cleans_up() -> None:
    try:
        _press()
    except KeyboardInterrupt:
        raise ValueError("no run is set") from None


def test_a_stop_that_was_dropped_is_told_again_at_the_next_step() -> None:
    with stopping.noticed():
        stopping.check()
        with pytest.raises(KeyboardInterrupt):
            _press()  # dropped here
        with pytest.raises(KeyboardInterrupt):
            stopping.check()


def test_a_stop_that_became_another_error_is_a_stop() -> None:
    with pytest.raises(KeyboardInterrupt) as told, stopping.noticed():
        _pressed_where_the_engine_cleans_up()
    assert isinstance(told.value.__cause__, ValueError)


def test_errors_without_a_stop_stay_what_they_are_and_nothing_is_left_behind() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="own"), stopping.noticed():
        raise ValueError("own")
    stopping.check()
    assert signal.getsignal(signal.SIGINT) is before
