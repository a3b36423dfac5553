from hypothesis import given, settings, HealthCheck
from tests import strategies as s
import pytest
@pytest.mark.parametrize("name",["announced","deployed"])
@pytest.mark.parametrize("extreme",[False,True])
def test_x(name,extreme):
    @settings(max_examples=60,deadline=None)
    @given(s.parameters(name,extreme=extreme))
    def go(p): pass
    go()
