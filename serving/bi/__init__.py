"""The BI room: charts and dashboards over the views of schema `bi`, as a bundle for Apache Superset, and the one command
that opens them.

Belongs here: what the dashboards are (spec/), the bundle made of it (bundle/), Superset's environment and start.
Does not belong here: any computing of verdicts or figures; a chart counts and adds up what the views say.
"""
