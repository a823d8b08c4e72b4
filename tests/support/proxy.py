"""nginx with deploy/nginx.conf in front of a service: the shipped file itself, with free ports and a certificate made here."""

import re
import shutil
import socket
import subprocess
import time

from support.paths import ROOT, fresh_directory

NAME = "tdkt.example"
SETTINGS = {"TDKT_TRUSTED_PROXIES": "127.0.0.1"}  # settings that the file's head asks of the operator
WAIT_SECONDS = 20
MAIN = """
daemon off;
master_process off;
pid {home}/pid;
error_log {home}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    {include}
}}
"""


class Nginx:
    """start() and stop() run it. `url` is the address for a caller; `curl` has the options that curl needs."""

    def __init__(self, service):
        self.service = service
        self.home = fresh_directory("nginx")
        self.home.chmod(0o755)
        self.plain, self.tls = free_port(), free_port()
        self.process = None

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.tls}"

    @property
    def curl(self) -> list:
        return ["--cacert", str(self.home / "cert.pem"), "--resolve", f"{NAME}:{self.tls}:127.0.0.1", "--compressed"]

    def start(self) -> "Nginx":
        self._make_certificate()
        (self.home / "nginx.conf").write_text(MAIN.format(home=self.home, include=self._shipped()))
        self.process = subprocess.Popen([shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-c", self.home / "nginx.conf",
                                         "-p", self.home])
        deadline = time.monotonic() + WAIT_SECONDS
        while not is_open(self.tls):
            assert self.process.poll() is None, (self.home / "error.log").read_text()
            assert time.monotonic() < deadline, "nginx does not listen"
            time.sleep(0.02)
        return self

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(WAIT_SECONDS)

    def _shipped(self) -> str:
        """The shipped file. Only its ports, its upstream and the place of its certificate are changed for this run."""
        text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        text = re.sub(r" *listen \[::\][^\n]*\n", "", text)
        text = re.sub(r"listen (80|443)\b", lambda m: f"listen 127.0.0.1:{self.plain if m[1] == '80' else self.tls}", text)
        text = text.replace("server 127.0.0.1:8080;", f"server {self.service.api};")
        text = text.replace("/etc/ssl/tdkt/fullchain.pem", f"{self.home}/cert.pem")
        return text.replace("/etc/ssl/tdkt/key.pem", f"{self.home}/key.pem")

    def _make_certificate(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", self.home / "key.pem",
             "-out", self.home / "cert.pem"], check=True, capture_output=True)


class SmallPool(Nginx):
    """Another proxy, without TLS: it sends the requests of many callers over a few kept connections."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.tls}"

    def _shipped(self) -> str:
        return f"""
            upstream tdkt {{ server {self.service.api}; keepalive 8; }}
            server {{
                listen {self.address};
                location / {{
                    proxy_pass http://tdkt;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                }}
            }}"""

    def _make_certificate(self):
        pass


def stand_behind(service, stack) -> Nginx:
    """From now until the stack unwinds, callers of the service go through nginx."""
    front = Nginx(service)
    stack.callback(front.stop)
    front.start()
    service.url, service.curl = front.url, front.curl
    return front


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(port) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
