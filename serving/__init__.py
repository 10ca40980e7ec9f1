"""SHOWING: the steward's report, the stewards' desk, the BI bundle."""
