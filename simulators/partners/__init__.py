"""The outside world of the office: police registry, post and SMS, each over HTTP with a key, all in memory."""
