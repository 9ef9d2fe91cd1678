"""What is fetched from the web comes with limits."""

from __future__ import annotations

import socket

import pytest

from archdocs.errors import EnvironmentFault
from archdocs.system.download import download


def test_a_host_that_takes_its_time_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/objects.inv"
        with pytest.raises(EnvironmentFault, match="takes longer than"):
            download(url, 100, longest=0.2)


def test_an_address_of_this_machine_is_no_address_of_the_web() -> None:
    with pytest.raises(EnvironmentFault, match="leads to file:"):
        download("file:///dev/null", 100)
