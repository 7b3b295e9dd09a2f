"""Model and templates agree on an order."""

from ui.input.ranking import merged, swapped_orders


def test_a_character_near_its_strokes_comes_before_a_guess_of_the_model() -> None:
    assert merged([("幺", -0.4), ("与", -0.7)], {"山": 0.08, "川": 0.3}, 10) == ["山", "幺", "与"]


def test_what_the_model_is_sure_of_stays_before_a_template_that_hardly_fits() -> None:
    assert merged([("尺", 0.4), ("反", -0.5)], {"天": 0.17}, 10) == ["尺", "天", "反"]


def test_of_near_equals_the_frequent_one_comes_first_and_no_other() -> None:
    assert merged([("丈", -0.17), ("大", -0.24)], {}, 10) == ["大", "丈"]
    assert merged([("丈", 0.2), ("大", -0.24)], {}, 10) == ["丈", "大"]


def test_each_is_offered_once_with_its_best_score_and_not_more_than_wanted() -> None:
    assert merged([("山", -1.0), ("川", 0.0), ("山", 0.5)], {"山": 0.2}, 10) == ["山", "川"]
    assert merged([(chr(0x4E00 + n), -n) for n in range(30)], {}, 10) == [chr(0x4E00 + n) for n in range(10)]


def test_swapped_orders_swap_two_that_follow_each_other() -> None:
    assert swapped_orders(3) == [[1, 0, 2], [0, 2, 1]]
    assert swapped_orders(1) == []
