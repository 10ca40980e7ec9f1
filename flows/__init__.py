"""MOVING: Prefect flows, the schedule, the command line. Names the steps and hands results on; no logic of reading,
storing or judging.
"""
