"""glewlwyd as Debian ships it, run as a real identity provider: a server on a free port with a database of its own.

Its administration API makes the user, the client and one plugin for each kind of key, as its own web pages do.
"""

import base64
import http.cookiejar
import json
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from support.paths import fresh_directory
from support.proxy import free_port
from support.service import WITH_PARENT
from support.tokens import new_key, public_pem

SCHEMA = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
MODULES = "/usr/lib/glewlwyd"
ADMIN = {"username": "admin", "password": "password"}  # comes with its schema
USER = {"username": "an.nv", "password": "mat khau cua An 1"}
CLIENT, CLIENT_SECRET = "portal", "secret of the portal"
START_SECONDS = 30
CONFIGURATION = """
port = {port}
bind_address = "127.0.0.1"
external_url = "{url}"
login_url = "login.html"
api_prefix = "api"
log_mode = "console"
log_level = "INFO"
cookie_domain = "127.0.0.1"
cookie_secure = 0
session_key = "GLEWLWYD_SESSION"
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "{modules}/user"
user_middleware_module_path = "{modules}/user_middleware"
client_module_path = "{modules}/client"
user_auth_scheme_module_path = "{modules}/scheme"
plugin_module_path = "{modules}/plugin"
hash_algorithm = "SHA512"
database = {{ type = "sqlite3"  path = "{database}" }};
"""
PROPERTY = {"multiple": True, "read": True, "write": True}
# algorithm: (jwt-type, jwt-key-size) of the plugin. Some are left out: 2.7.5 names PS512 and ES512 where 384 was
# chosen.
KINDS = {
    "RS256": ("rsa", "256"), "RS384": ("rsa", "384"), "RS512": ("rsa", "512"), "PS256": ("rsa-pss", "256"),
    "PS512": ("rsa-pss", "512"), "ES256": ("ecdsa", "256"), "ES512": ("ecdsa", "512"),
    "EdDSA": ("eddsa", "256"),
}


class Refused(Exception):
    """glewlwyd refused; the text is its answer."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Glewlwyd:
    """start() and stop() run it. `url` is its address; plugin() is an issuer there."""

    def __init__(self):
        self.home = fresh_directory("glewlwyd")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.admin = self._browser()
        self.plugins = {}

    def start(self) -> "Glewlwyd":
        program = shutil.which("glewlwyd", path="/usr/bin")
        assert program, "glewlwyd is not installed: script/test installs it"
        self._make_database()
        text = CONFIGURATION.format(port=self.port, url=self.url, modules=MODULES, database=self.home / "database")
        (self.home / "glewlwyd.conf").write_text(text)
        with (self.home / "log").open("wb") as log:
            self.process = subprocess.Popen([*WITH_PARENT, program, f"--config-file={self.home}/glewlwyd.conf"],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._wait()
        self._ask(self.admin, "POST", "/api/auth/", ADMIN)
        self._make_people()
        return self

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(START_SECONDS)
        self.process = None

    def plugin(self, alg) -> str:
        """The address of an OpenID Connect plugin that signs with this kind of key; made at the first request."""
        if alg not in self.plugins:
            self.plugins[alg] = self._add_plugin(alg)
        return self.plugins[alg]

    def _add_plugin(self, alg) -> str:
        kind, size = KINDS[alg]
        key, name = new_key(alg), f"oidc-{alg.lower()}"
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                    serialization.NoEncryption()).decode()
        extra = [{"user-parameter": f"tdkt_{what}", "token-parameter": what} for what in ("roles", "units")]
        switches = ["code", "token", "id-token", "password", "client", "refresh"]
        parameters = {
            "iss": f"{self.url}/{name}", "jwt-type": kind, "jwt-key-size": size, "key": private, "cert": public_pem(key).decode(),
            "access-token-duration": 3600, "refresh-token-duration": 3600, "code-duration": 600, "refresh-token-rolling": False,
            "allow-non-oidc": True, "subject-type": "public", "jwks-show": True, "additional-parameters": extra,
        } | {f"auth-type-{switch}-enabled": True for switch in switches}
        plugin = {"module": "oidc", "name": name, "display_name": name, "enabled": True, "parameters": parameters}
        self._ask(self.admin, "POST", "/api/mod/plugin/", plugin)
        return f"{self.url}/api/{name}"

    def access_token(self, plugin, scope="tdkt") -> str:
        form = {"grant_type": "password", "scope": scope} | USER
        return json.loads(self._ask(self._browser(), "POST", plugin[len(self.url):] + "/token", form=form))["access_token"]

    def id_token(self, plugin) -> str:
        """An ID token by the implicit flow, as a browser of the user gets it."""
        browser = self._browser()
        self._ask(browser, "POST", "/api/auth/", USER)
        self._ask(browser, "PUT", f"/api/auth/grant/{CLIENT}", {"scope": "openid tdkt"})
        query = urllib.parse.urlencode({"response_type": "id_token token", "client_id": CLIENT, "scope": "openid tdkt",
                                        "redirect_uri": "http://127.0.0.1/back", "nonce": "n-1", "g_continue": "1"})
        answer = self._ask(browser, "GET", f"{plugin[len(self.url):]}/auth?{query}")
        return urllib.parse.parse_qs(answer.partition("#")[2])["id_token"][0]

    def _make_database(self):
        made = sqlite3.connect(self.home / "database")
        made.executescript(SCHEMA.read_text())
        format_of_users = {"use-glewlwyd-connection": True, "data-format": {"tdkt_roles": PROPERTY, "tdkt_units": PROPERTY}}
        made.execute("update g_user_module_instance set gumi_parameters = ?", [json.dumps(format_of_users)])
        made.commit()
        made.close()

    def _make_people(self):
        self._ask(self.admin, "POST", "/api/scope/", {"name": "tdkt", "display_name": "tdkt", "password_required": True, "scheme": {}})
        person = {"name": "Nguyễn Văn An", "email": "", "enabled": True, "scope": ["tdkt", "openid", "g_profile"],
                  "tdkt_roles": ["district_reviewer", "Trưởng phòng"], "tdkt_units": ["349"]}
        self._ask(self.admin, "POST", "/api/user/", person | USER)
        client = {"client_id": CLIENT, "name": "Portal", "enabled": True, "confidential": True, "scope": [],
                  "password": CLIENT_SECRET, "client_secret": CLIENT_SECRET, "redirect_uri": ["http://127.0.0.1/back"],
                  "token_endpoint_auth_method": ["client_secret_basic"],
                  "authorization_type": ["password", "code", "token", "id_token", "refresh_token"]}
        self._ask(self.admin, "POST", "/api/client/", client)

    def _wait(self):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return self._ask(self.admin, "GET", "/config")
            except OSError:
                log = (self.home / "log").read_text()
                assert self.process.poll() is None and time.monotonic() < deadline, f"glewlwyd does not start:\n{log[-3000:]}"
                time.sleep(0.05)

    @staticmethod
    def _browser():
        keep = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        return urllib.request.build_opener(urllib.request.ProxyHandler({}), keep, _NoRedirect())

    def _ask(self, browser, method, path, body=None, form=None) -> str:
        """The text of the answer, or the address that it redirects to."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        sent = json.dumps(body).encode() if body is not None else None
        if form is not None:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
            sent = urllib.parse.urlencode(form).encode()
        try:
            request = urllib.request.Request(self.url + path, sent, headers, method=method)
            return browser.open(request, timeout=START_SECONDS).read().decode()
        except urllib.error.HTTPError as answer:
            if answer.code == 302:
                return answer.headers["Location"]
            raise Refused(f"{method} {path}: {answer.code} {answer.read().decode()[:500]}") from None
