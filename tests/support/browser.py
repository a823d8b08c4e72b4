"""A headless browser (Debian's Chromium) that loads only what a test asks for."""

import base64
import json
import os
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

# No network use of its own: no updates, no lists, no look-ups.
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
SIZES = {"phone": (390, 844), "wall": (1920, 1080)}
SCREENSHOTS = os.environ.get("TDKT_SCREENSHOTS")  # a folder for screenshots


class Browser:
    def __init__(self):
        self._profile = tempfile.TemporaryDirectory()
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in (*FLAGS, f"--user-data-dir={self._profile.name}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)

    def close(self):
        self.driver.quit()
        self._profile.cleanup()

    def open(self, url, headers=None, size="wall"):
        """Opens the page at this size and forgets earlier messages and requests."""
        width, height = SIZES[size]
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": headers or {}})
        self.complaints(), self.requests()
        self.driver.get(url)
        return self

    def complaints(self) -> list:
        """The console messages since the last look."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list:
        """The addresses requested since the last look."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def shoot(self, name):
        """Takes a picture of the whole page for people to look at; only where a folder for screenshots is set."""
        if not SCREENSHOTS:
            return
        size = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
        Path(SCREENSHOTS, f"{name}.png").write_bytes(base64.b64decode(picture["data"]))

    def print(self, name) -> bytes:
        """The page printed as PDF."""
        printed = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        document = base64.b64decode(printed["data"])
        if SCREENSHOTS:
            Path(SCREENSHOTS, f"{name}.pdf").write_bytes(document)
        return document
