"""JUDGING: Great Expectations suites, the checkpoint, what a failure means. It judges; it changes nothing."""

from expectations.checkpoint import JudgementError, judge
from expectations.judgement import Answer, Failure, Judgement, Severity

__all__ = ["Answer", "Failure", "Judgement", "JudgementError", "Severity", "judge"]
