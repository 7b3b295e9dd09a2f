"""Working days 工作日: the tables laid over the files, and the alarm for a year that has none."""
