"""A server of the planner's page in a process of its own, for tests."""

import re
import signal
import subprocess
import sys
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener


class Server:
    """A server of the planner's page in a process of its own."""

    def __init__(self, case, store, workers):
        command = [sys.executable, "-m", "capplan", "serve", str(case), "--store", str(store), "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--workers", str(workers), "--time-limit", "60"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        line = self.process.stdout.readline()
        self.address = re.search("http://[0-9.:]+", line)[0]

    def kill(self):
        self.process.kill()
        self.end()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.end()

    def end(self):
        self.process.wait(30)
        self.process.stdout.close()

    def planner(self):
        """Return two functions of one browser: what a page says, and a form sent."""
        opener = build_opener(HTTPCookieProcessor(CookieJar()))

        def get(path):
            with opener.open(self.address + path, timeout=60) as answer:
                return answer.read().decode()

        def post(path, **values):
            token = re.search('name="token" value="([^"]+)"', get("/"))[1]
            data = urlencode({"token": token, **values}).encode()
            with opener.open(Request(self.address + path, data), timeout=60) as answer:
                return answer.geturl().removeprefix(self.address)

        return get, post
