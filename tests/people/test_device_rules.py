"""What browsers say of themselves. Only Python."""

import pytest

from socialtrack.people.device_rules import Family, family_of

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36"
)
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15"


@pytest.mark.parametrize(
    ("said", "browser", "system"),
    [
        (WINDOWS, "Chrome", "Windows"),
        (WINDOWS + " Edg/149.0.0.0", "Edge", "Windows"),
        (WINDOWS + " OPR/120.0.0.0", "Opera", "Windows"),
        (MAC, "Safari", "Mac"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox", "Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox", "Linux"),
        ("Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0", "Firefox", "Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1",
            "Safari",
            "iPhone",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 19_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/149.0 Safari/604.1",
            "Chrome",
            "iPad",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16; SM-S931W) SamsungBrowser/29.0 Chrome/140.0 Safari/537.36",
            "Samsung Internet",
            "Android",
        ),
        ("curl/8.5.0", None, None),
        ("", None, None),
        ("\x00<script>", None, None),
    ],
)
def test_browser_and_system_are_told_apart(said, browser, system):
    assert family_of(said) == Family(browser, system)


def test_newer_version_is_the_same_family():
    assert family_of(WINDOWS) == family_of(WINDOWS.replace("149", "171").replace("10.0", "11.0"))
