"""Webhooks, by forms."""

from __future__ import annotations

import re

import pytest
from standardwebhooks import Webhook

from tests.support.served.admins import AdminBrowser


@pytest.fixture
def shown_secret() -> re.Pattern[str]:
    return re.compile(r"<code>(whsec_\S+)</code>")


def test_added_shown_once_tested_and_deleted(desk: AdminBrowser, shown_secret: re.Pattern[str]) -> None:
    path = "/admin/webhooks"
    assert "No webhooks yet." in desk.get(path)
    refused = desk.send(path, url="http://127.0.0.1/", events="leader.decided")
    assert refused.status_code == 422
    assert "public internet" in refused.text
    answer = desk.send(path, url="https://93.184.216.34/", events="leader.decided, rank.changed", arena="")
    found = shown_secret.search(answer.text)
    assert found
    Webhook(found[1])  # it is one
    page = desk.get(path)
    assert found[1] not in page
    assert "leader.decided, rank.changed" in page
    number = re.findall(rf'{path}/(\d+)"', page)[0]

    desk.done(f"{path}/{number}/state", enabled="no")
    assert "disabled: by request" in desk.get(path)
    assert desk.done(f"{path}/{number}/test") == f"{path}/{number}"
    log = desk.get(f"{path}/{number}")
    assert "webhook.test" in log
    assert "waiting" in log
    delivery = re.findall(rf"{path}/{number}/deliveries/(\d+)/replay", log)[0]
    desk.done(f"{path}/{number}/deliveries/{delivery}/replay")
    rotated = shown_secret.search(desk.send(f"{path}/{number}/secret", confirm="yes").text)
    assert rotated
    assert rotated[1] != found[1]
    desk.done(f"{path}/{number}/removal")
    assert "No webhooks yet." in desk.get(path)
    assert [action for action, *_ in desk.actions()][:4] == ["delete", "rotate secret", "disable", "create"]
