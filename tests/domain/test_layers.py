from domain.layers import lay_over


def test_tables_are_laid_over_key_by_key_and_lists_whole() -> None:
    below = {"a": 1, "table": {"b": 2, "c": {"d": 3}}, "list": [1, 2]}
    above = {"table": {"c": {"d": 4, "e": 5}}, "list": [3], "new": {"f": 6}}
    assert lay_over(below, above) == {"a": 1, "table": {"b": 2, "c": {"d": 4, "e": 5}}, "list": [3], "new": {"f": 6}}


def test_a_value_may_replace_a_table_and_neither_layer_changes() -> None:
    below, above = {"x": {"y": 1}}, {"x": 2}
    assert lay_over(below, above) == {"x": 2}
    assert below == {"x": {"y": 1}}
