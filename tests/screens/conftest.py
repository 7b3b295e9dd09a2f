"""The same windows as the tests of ui."""

from tests.ui.conftest import landscape, portrait, qapp_cls

__all__ = ["landscape", "portrait", "qapp_cls"]
