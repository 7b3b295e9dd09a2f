"""Jobs 作业: what the office owes is done by workflows of an existing engine (DBOS), step by step, each finished step once.

`engine.py` is the only module that knows the engine. The row that asks for a job is in `backoffice/errands.py`.
"""
