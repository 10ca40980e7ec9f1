"""JUDGING: Great Expectations suites, the checkpoint, what a failure means. It judges; it changes nothing."""
