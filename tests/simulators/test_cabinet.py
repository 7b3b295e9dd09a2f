"""The whole cabinet by its control API and its client, as the dock and the scripts use it."""

import base64
import json
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from simulators.control import CabinetClient
from simulators.supervisor import Cabinet, WrongProfile
from tests.simulators.serial_line import Line
from tests.simulators.waiting import until

FIND = bytes.fromhex("AAAAAA96690003200122")
FOUND = bytes.fromhex("AAAAAA9669000800009F0000000097")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabinet]:
    with Cabinet(tmp_path_factory.mktemp("stage"), paced=False) as cabinet:
        yield cabinet


@pytest.fixture
def cabinet(running: Cabinet) -> Iterator[Cabinet]:
    yield running
    running.attach_terminal(None)
    running.reset()


@pytest.fixture
def client(cabinet: Cabinet) -> Iterator[CabinetClient]:
    client = CabinetClient.of_root(cabinet.root)
    yield client
    client.close()


def print_slip(cabinet: Cabinet, text: bytes = b"hello\n") -> None:
    with Line(cabinet.receipt_printer_port) as line:
        assert line.ask(b"\x1b@" + text + b"\x1dVA\x00\x1dr\x01", 1) == b"\x00"


def test_addresses_are_written_for_others_and_for_nobody_else(cabinet: Cabinet) -> None:
    path = cabinet.root / "simulators.json"
    addresses = json.loads(path.read_text(encoding="utf-8"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert addresses["profile"] == "sandbox"
    assert set(addresses["partners"]) == {"registry", "post", "sms"}
    assert Path(addresses["devices"]["id_card_reader"]["port"]).exists()
    assert Path(addresses["devices"]["receipt_printer"]["port"]).exists()
    assert addresses["devices"]["camera"] == {"source": cabinet.camera_url}
    assert addresses["partners"] == cabinet.partner_settings()


def test_card_is_laid_and_taken(cabinet: Cabinet, client: CabinetClient) -> None:
    with Line(cabinet.id_card_reader_port) as line:
        client.lay_card("lin_que")
        assert client.state()["id_card_reader"]["card"] == "lin_que"
        assert line.ask(FIND, 15) == FOUND
        client.lay_card(None)
        assert line.ask(FIND, 11)[9] == 0x80


def test_reader_faults_come_and_go(client: CabinetClient) -> None:
    client.set_reader_fault("forged")
    assert client.state()["id_card_reader"]["fault"] == "forged"
    client.set_reader_fault(None)
    assert client.state()["id_card_reader"]["fault"] is None


def test_printer_faults_are_several(client: CabinetClient) -> None:
    client.set_printer_fault("cover", on=True)
    client.set_printer_fault("paper_end", on=True)
    assert client.state()["receipt_printer"]["on"] == ["cover", "paper_end"]
    client.refill_paper()
    assert client.state()["receipt_printer"]["on"] == ["cover"]


def test_slips_are_seen_and_taken(cabinet: Cabinet, client: CabinetClient) -> None:
    print_slip(cabinet)
    assert client.slip_picture(1).startswith(b"\x89PNG")
    assert client.slips() == cabinet.slips()
    assert client.slip_rows()[0]["taken"] is False
    assert client.take_slip() == 1
    assert client.slip_rows()[0]["taken"] is True


def test_network_is_cut_and_mended(cabinet: Cabinet, client: CabinetClient) -> None:
    gate = cabinet.partners["post"]
    client.set_office("127.0.0.1", gate.server.port)
    assert requests.get(cabinet.office_url, timeout=10).status_code == 401
    client.set_network("cut")
    with pytest.raises(requests.ConnectionError):
        requests.get(cabinet.office_url, timeout=10)
    client.set_network("up")
    assert requests.get(cabinet.office_url, timeout=10).status_code == 401


def test_partners_letters_and_messages(cabinet: Cabinet, client: CabinetClient) -> None:
    for name, path, body in (
        ("post", "/v1/waybills", {"reference": "1", "recipient": "某", "phone": "1", "address": "重庆市渝中区"}),
        ("sms", "/v1/messages", {"phone": "1", "text": "样本"}),
    ):
        gate = cabinet.partners[name]
        headers = {"Authorization": f"Bearer {gate.key}", "Idempotency-Key": "1"}
        requests.post(gate.url + path, json=body, headers=headers, timeout=10).raise_for_status()
    (letter,) = client.letters()
    assert client.advance_letter(letter["waybill_number"])["state"] == "collected"
    assert client.advance_letter(letter["waybill_number"], "delivered")["state"] == "delivered"
    assert [message["text"] for message in client.messages()] == ["样本"]
    client.set_partner_fault("sms", "down")
    assert client.state()["partners"]["sms"]["fault"] == "down"
    assert client.state()["counts"] == {"sms": 1, "letters": 1, "reissued": 0}


def test_bank_cards_go_in_and_out(cabinet: Cabinet, client: CabinetClient) -> None:
    addresses = json.loads((cabinet.root / "simulators.json").read_text(encoding="utf-8"))
    assert addresses["devices"]["bank_card_reader"] == {"socket": str(cabinet.bank_card_socket)}
    assert cabinet.bank_card_socket.is_socket()
    client.insert_bank_card("debit")
    assert client.state()["bank_card"]["card"] == "debit"
    client.set_bank_card_fault("service_down")
    assert client.state()["bank_card"]["fault"] == "service_down"
    client.set_bank_card_fault(None)
    client.pull_bank_card()
    assert client.state()["bank_card"]["card"] is None
    client.insert_bank_card("credit")
    client.reset()
    assert client.state()["bank_card"]["card"] is None
    assert {card["id"] for card in client.state()["bank_card"]["cards"]} >= {"debit", "silent", "expired"}


def test_camera_is_steered(cabinet: Cabinet, client: CabinetClient) -> None:
    assert client.state()["camera"]["scene"] == "empty"
    client.lay_card("lin_que")
    assert client.state()["camera"]["scene"] == "person"
    client.set_scene("photo")
    client.set_person("he_jing")
    client.set_pose("left")
    client.set_camera_fault("blurred")
    seen = client.state()["camera"]
    assert [seen[word] for word in ("scene", "person", "pose", "fault")] == ["photo", "he_jing", "left", "blurred"]
    assert seen["url"] == cabinet.camera_url
    picture = requests.get(f"{cabinet.address}/api/camera/picture.jpg", timeout=10)
    assert picture.content.startswith(b"\xff\xd8")
    client.set_camera_fault("unplugged")
    assert requests.get(f"{cabinet.address}/api/camera/picture.jpg", timeout=10).status_code == 204


def test_the_document_camera_is_worked_from_another_process(cabinet: Cabinet, client: CabinetClient) -> None:
    client.lay_card("qin_shan")
    client.lay_document("damaged_plate", "tilted", vehicle=1)
    seen = client.state()["document_camera"]
    assert [seen[word] for word in ("kind", "lie", "vehicle", "fault")] == ["damaged_plate", "tilted", 1, None]
    assert seen["plates"] == [vehicle.plate for vehicle in cabinet.people["qin_shan"].vehicles]
    assert requests.get(f"{cabinet.address}/api/document_camera/picture.jpg", timeout=10).content.startswith(b"\xff\xd8")
    with pytest.raises(requests.HTTPError, match="422"):
        client.lay_document("damaged_plate", vehicle=9)
    client.set_document_camera_fault("unplugged")
    assert requests.get(f"{cabinet.address}/api/document_camera/picture.jpg", timeout=10).status_code == 204


def test_the_a4_printer_is_worked_from_another_process(cabinet: Cabinet, client: CabinetClient) -> None:
    client.set_document_printer_fault("jam", on=True)
    client.set_document_printer_fault("paper_out_midway", on=True)
    assert client.state()["document_printer"]["on"] == ["jam", "paper_out_midway"]
    client.refill_documents()
    assert client.state()["document_printer"]["on"] == []
    cabinet.document_printer.case.press_panel()  # a job without a sheet
    assert (client.sheets(), client.sheet_rows(), client.take_documents()) == ([], [], 0)
    with pytest.raises(requests.HTTPError, match="404"):
        client.sheet_picture(1)
    assert cabinet.addresses()["devices"]["document_printer"] == {"uri": cabinet.document_printer_uri}


def test_a_code_is_held_to_the_scanner_from_another_process(cabinet: Cabinet, client: CabinetClient) -> None:
    assert client.code_picture() is None
    with Line(cabinet.code_scanner_port) as line:
        client.show_code("CQJG:TEST")
        assert line.ask(b"", 14) == b"]Q1CQJG:TEST\r\n"
        client.set_code_scanner_fault("silent")
        client.show_code("5001122611220137", "code128")
        assert line.silent()
    picture = client.code_picture()
    assert picture
    assert picture.startswith(b"\x89PNG")
    assert client.state()["code_scanner"]["shown"] == "code128"


def test_reset_brings_everything_back(cabinet: Cabinet, client: CabinetClient) -> None:
    before = client.state()
    client.lay_card("chen_zhiyuan")
    client.set_reader_fault("unplugged")
    client.set_printer_fault("unplugged", on=True)
    client.set_document_printer_fault("offline", on=True)
    client.set_code_scanner_fault("unplugged")
    client.set_scene("two")
    client.set_pose("right")
    client.set_camera_fault("unplugged")
    client.set_network("cut")
    client.set_partner_fault("registry", "down")
    client.reset()
    after = client.state()
    for part in ("id_card_reader", "receipt_printer", "document_printer", "code_scanner", "camera", "network", "counts"):
        assert after[part] == before[part]
    print_slip(cabinet)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/id_card_reader/card", {"person": "nobody"}, 404),
        ("/api/id_card_reader/card", {}, 422),
        ("/api/id_card_reader/fault", {"fault": "nonsense"}, 422),
        ("/api/receipt_printer/fault", {"fault": "nonsense", "on": True}, 422),
        ("/api/bank_card/insert", {"card": "nobodys"}, 404),
        ("/api/bank_card/fault", {"fault": "nonsense"}, 422),
        ("/api/camera/scene", {"scene": "nonsense"}, 422),
        ("/api/camera/person", {"person": "nobody"}, 404),
        ("/api/camera/pose", {"pose": "upwards"}, 422),
        ("/api/camera/fault", {"fault": "nonsense"}, 422),
        ("/api/document_printer/fault", {"fault": "nonsense", "on": True}, 422),
        ("/api/code_scanner/fault", {"fault": "nonsense"}, 422),
        ("/api/code_scanner/show", {"text": "1", "symbology": "nonsense"}, 422),
        ("/api/code_scanner/show", {"text": "渝", "symbology": "code128"}, 422),
        ("/api/code_scanner/show", {"text": "9" * 2000, "symbology": "code128"}, 422),
        ("/api/network", {"state": "sideways"}, 422),
        ("/api/network/target", {"host": "127.0.0.1", "port": 0}, 422),
        ("/api/partners/bank/fault", {"fault": "down"}, 404),
        ("/api/partners/sms/fault", {"fault": "nonsense"}, 422),
        ("/api/letters/1/advance", {}, 404),
        ("/terminal/touch", {"kind": "press", "x": 2, "y": 0}, 422),
        ("/terminal/touch", {"kind": "press", "x": 0, "y": 0}, 503),
    ],
)
def test_wrong_calls_are_refused(cabinet: Cabinet, path: str, body: dict[str, Any], status: int) -> None:
    assert requests.post(cabinet.address + path, json=body, timeout=10).status_code == status


def test_pages_of_other_sites_are_refused(cabinet: Cabinet) -> None:
    address = f"{cabinet.address}/api/reset"
    assert requests.post(address, headers={"Origin": "http://evil.invalid"}, timeout=10).status_code == 403
    assert requests.post(address, headers={"Host": "evil.invalid"}, timeout=10).status_code == 400
    assert requests.post(address, headers={"Origin": cabinet.address}, timeout=10).status_code == 200


def test_changes_are_told_over_server_sent_events(cabinet: Cabinet, client: CabinetClient) -> None:
    with requests.get(f"{cabinet.address}/api/events", stream=True, timeout=10) as stream:
        lines = stream.iter_lines()
        assert next(lines) == b"data: hello"
        until(lambda: cabinet.events._listeners)
        client.lay_card("chen_zhiyuan")
        assert next(line for line in lines if line) == b"data: id_card_reader"
        client.set_network("cut")
        assert b"data: network" in lines  # whatever else has changed before it


def test_dock_its_texts_and_portraits_are_served(cabinet: Cabinet) -> None:
    page = requests.get(cabinet.address, timeout=10).text
    texts = requests.get(f"{cabinet.address}/api/texts", timeout=10).json()
    assert "样本" in page
    assert set(texts) == {"zh", "en"}
    for name in ("dock.css", "dock.js", "mark.svg"):
        assert requests.get(f"{cabinet.address}/dock/{name}", timeout=10).status_code == 200
    for person in cabinet.state()["people"]:
        portrait = requests.get(cabinet.address + person["portrait"], timeout=10)
        assert portrait.headers["content-type"] == "image/jpeg"


class Terminal(socketserver.ThreadingUnixStreamServer):
    """A terminal that shows frame 7 until it is touched, then frame 8."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        self.touches: list[dict[str, Any]] = []
        super().__init__(str(path), Visitor)

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        if question["do"] == "touch":
            self.touches.append(question)
            return {"ok": True}
        number = 8 if self.touches else 7
        if question["after"] == number:
            return {"n": number}
        return {"n": number, "jpeg": base64.b64encode(b"\xff\xd8jpeg").decode(), "width": 1080, "height": 1920}


class Visitor(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Terminal)
        for line in self.rfile:
            self.wfile.write(json.dumps(self.server.answer(json.loads(line))).encode() + b"\n")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    server = Terminal(tmp_path / "terminal.sock")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_terminal_is_seen_and_touched_through_the_dock(
    cabinet: Cabinet, client: CabinetClient, terminal: Terminal, tmp_path: Path
) -> None:
    assert requests.get(f"{cabinet.address}/terminal/frame", timeout=10).status_code == 503
    client.attach_terminal(tmp_path / "terminal.sock")
    frame = requests.get(f"{cabinet.address}/terminal/frame", timeout=10)
    assert (frame.content, frame.headers["X-Frame"], frame.headers["X-Height"]) == (b"\xff\xd8jpeg", "7", "1920")
    waiting: list[requests.Response] = []
    poll = threading.Thread(
        target=lambda: waiting.append(requests.get(f"{cabinet.address}/terminal/frame?after=7", timeout=20))
    )
    poll.start()
    touched = requests.post(f"{cabinet.address}/terminal/touch", json={"kind": "press", "x": 0.5, "y": 1}, timeout=10)
    assert touched.status_code == 200
    poll.join()
    assert waiting[0].headers["X-Frame"] == "8"
    assert terminal.touches == [{"do": "touch", "kind": "press", "x": 0.5, "y": 1.0}]


def test_socket_without_a_terminal_behind_it_is_no_terminal(cabinet: Cabinet, client: CabinetClient, tmp_path: Path) -> None:
    client.attach_terminal(tmp_path / "nothing.sock")
    assert requests.get(f"{cabinet.address}/terminal/frame", timeout=10).status_code == 503


def test_only_the_sandbox_has_simulators(tmp_path: Path) -> None:
    with pytest.raises(WrongProfile):
        Cabinet(tmp_path, profile="cabinet")


def test_two_cabinets_stand_side_by_side_and_leave_nothing_behind(tmp_path: Path) -> None:
    with Cabinet(tmp_path / "a") as first, Cabinet(tmp_path / "b") as second:
        first.lay_card("chen_zhiyuan")
        assert second.state()["id_card_reader"]["card"] is None
        assert first.address != second.address
    for name in ("a", "b"):
        assert not (tmp_path / name / "simulators.json").exists()
        assert list((tmp_path / name / "pty").iterdir()) == []


def test_cabinet_that_was_never_started_can_be_stopped(tmp_path: Path) -> None:
    Cabinet(tmp_path).stop()


def test_open_streams_do_not_hold_the_cabinet_up(tmp_path: Path) -> None:
    cabinet = Cabinet(tmp_path)
    cabinet.start()
    with requests.get(f"{cabinet.address}/api/events", stream=True, timeout=10) as stream:
        assert next(stream.iter_lines()) == b"data: hello"
        cabinet.stop()


def test_pin_keys_are_pressed_and_pad_and_acquirer_break(cabinet: Cabinet, client: CabinetClient) -> None:
    client.set_pin_pad_fault("tampered")
    assert client.state()["pin_pad"]["fault"] == "tampered"
    client.set_pin_pad_fault(None)
    assert client.state()["pin_pad"] | {"faults": []} == {"taking_pin": False, "typed": 0, "fault": None, "faults": []}
    client.set_acquirer_fault("lose_answer", once=True)
    acquirer = client.state()["acquirer"]
    assert (acquirer["fault"], acquirer["once"], acquirer["transactions"]) == ("lose_answer", True, 0)
    with pytest.raises(requests.HTTPError):
        client.set_acquirer_fault("nonsense")
    with pytest.raises(requests.HTTPError):
        client.press_pin_keys("12a")
    cabinet.reset()
    assert client.state()["acquirer"]["fault"] is None
    assert client.acquirer_transactions() == []


def test_payment_settings_name_what_is_there(cabinet: Cabinet) -> None:
    tables = cabinet.payment_settings()
    key = Path(tables["payment"]["mac_master_key_file"])
    assert key.read_bytes() == cabinet.acquirer.masters.mac
    assert key.stat().st_mode & 0o777 == 0o600
    assert Path(tables["devices.pin_pad"]["port"]).exists()
    assert Path(tables["devices.bank_card_reader"]["socket"]).exists()
    assert tables["payment.acquirer"]["port"] == cabinet.acquirer.port
