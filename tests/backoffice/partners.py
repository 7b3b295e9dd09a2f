"""Partners over real HTTP on loopback, written from `docs/stage.md` alone."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

KEY = "partner-key"


@dataclass
class Partners:
    """What the partners know and got; tests look in and change it."""

    url: str = ""
    people: dict[str, dict[str, Any]] = field(default_factory=dict)  # ID number -> answer of the registry
    vehicles: dict[str, list[Any]] = field(default_factory=dict)  # ID number -> rows
    violations: dict[str, dict[str, Any]] = field(default_factory=dict)  # ID number -> records and decisions
    contacts: dict[str, dict[str, Any]] = field(default_factory=dict)  # ID number -> answer; else made of the licence
    decisions: dict[str, dict[str, Any]] = field(default_factory=dict)  # decision number -> answer
    pictures: dict[tuple[str, int], Any] = field(default_factory=dict)  # record number and index -> what is answered
    certificates: dict[str, str] = field(default_factory=dict)  # application number -> certificate
    waybills: dict[str, str] = field(default_factory=dict)  # idempotency key -> waybill
    letters: list[dict[str, Any]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)  # waybills, as often as they were cancelled
    tracking: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    messages: dict[str, dict[str, str]] = field(default_factory=dict)  # idempotency key -> message
    requests: list[tuple[str, str]] = field(default_factory=list)  # path, idempotency key
    down: set[str] = field(default_factory=set)  # paths' second part: driver-licences, vehicles, violations, waybills, messages
    refusing: set[str] = field(default_factory=set)
    garbage: set[str] = field(default_factory=set)
    deaf_after_work: set[str] = field(default_factory=set)  # do the work, then cut the line


class _Handler(BaseHTTPRequestHandler):
    partners: ClassVar[Partners]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
        pass

    def do_GET(self) -> None:
        self._handle({})

    def do_POST(self) -> None:
        self._handle(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _handle(self, body: dict[str, Any]) -> None:
        known = self.partners
        room = self.path.split("/")[2]
        key = self.headers.get("Idempotency-Key", "")
        known.requests.append((self.path, key))
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            self._answer(401, {})
        elif room in known.down:
            self._answer(503, {})
        elif room in known.refusing:
            self._answer(422, {"error": "no"})
        elif room in known.garbage:
            self._answer(200, {"surprise": True})
        else:
            done = self._work(room, body, key)
            if room in known.deaf_after_work:
                self.close_connection = True
                return
            self._answer(200, done)

    def _work(self, room: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        known = self.partners
        if room == "messages":
            known.messages.setdefault(key, body)
            return {"message_id": f"m-{sorted(known.messages).index(key)}"}
        if room == "waybills":
            return self._at_the_post(body, key)
        if self.path.endswith("/reissue"):
            number = body["application_number"]
            known.certificates.setdefault(number, f"{5001180246310 + len(known.certificates):013d}")
            return {"certificate_number": known.certificates[number], "issued_on": "2026-11-20"}
        if self.path.endswith("/documents"):
            number = body["application_number"]
            known.certificates.setdefault(number, f"{5000262000001 + len(known.certificates):013d}")
            plate = {"temporary_plate": "渝A0001临", "temporary_until": "2026-12-05"} if body["temporary_plate"] else {}
            return {"certificate_number": known.certificates[number], "issued_on": "2026-11-20", **plate}
        return self._look_up(room, body)

    def _at_the_post(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        known, waybill = self.partners, self.path.split("/")[-1]
        if self.command == "GET":
            return {"events": known.tracking.get(waybill, [])}
        if waybill == "cancel":
            known.cancelled.append(self.path.split("/")[-2])
            return {"cancelled": True}
        if key not in known.waybills:
            known.waybills[key] = f"{1140027733000 + len(known.waybills):013d}"
            known.letters.append(body)
        return {"waybill_number": known.waybills[key], "sorting_code": "023-A"}

    def _look_up(self, room: str, body: dict[str, Any]) -> dict[str, Any]:
        known, whose = self.partners, body.get("id_number", "")
        if self.path.endswith("/contacts/query"):
            return known.contacts.get(whose) or self._contacts_of_licence(whose)
        if self.path.endswith("/picture"):
            return {"picture": known.pictures.get((body["record_number"], body["index"]))}
        answers: dict[str, dict[str, Any]] = {
            "contacts": {"application_number": body.get("application_number")},
            "decisions": known.decisions.get(body.get("decision_number", ""), {"found": False, "decision": None}),
            "vehicles": {"vehicles": known.vehicles.get(whose, [])},
            "violations": known.violations.get(whose, {"records": [], "decisions": []}),
        }
        return answers.get(room) or known.people.get(whose, {"found": False})

    def _contacts_of_licence(self, whose: str) -> dict[str, Any]:
        licence = self.partners.people.get(whose, {}).get("licence")
        driver = {"phone": licence["phone"], "address": licence["address"]} if licence else None
        return {"driver": driver, "owner": driver}

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def running_partners() -> Iterator[Partners]:
    """Run the three partners on one port."""
    partners = Partners()
    handler = type("Handler", (_Handler,), {"partners": partners})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    partners.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield partners
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
