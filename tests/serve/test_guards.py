"""What the planner's page refuses: other sites, other names, places, sizes, kinds, scripts."""

import io
import re
import zipfile

import pytest
from click.testing import CliRunner

from capplan.case.write import new_case
from capplan.cli import main
from capplan.serve.app import coded, create_app
from capplan.serve.security import is_loopback
from capplan.serve.uploads import MAX_UPLOAD_MB, UploadError
from example_text import replace_text
from quick_case import quick_case
from serve_plans import made_run

PAGES = ("/", "/runs", "/cases/example", "/cases/example/levers", "/cases/example/tables/sites")
SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("address", [*PAGES, "/nowhere", "/style.css", "/static/live.js"])
def test_every_answer_says_what_a_browser_may_do_with_it(planner, address):
    headers = planner.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_pages_hold_no_script_or_style_of_their_own(planner, desk):
    made_run(desk)
    for address in (*PAGES, *(f"/runs/{record.id}" for record in desk.store.find())):
        page = planner.text(address)
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", page), address


def test_the_cookie_is_for_this_site_alone(planner):
    cookie = planner.get("/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(planner, desk, headers):
    assert planner.post("/cases/example/levers", headers=headers).status_code == 403
    assert desk.store.find() == []


def test_a_form_of_this_site_is_taken(planner):
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert planner.post("/cases/example/levers", headers=headers).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "é"])
def test_a_form_without_the_secret_of_its_page_is_refused(planner, desk, token):
    planner.token()
    assert planner.client.post("/cases/example/levers", data={"token": token}).status_code == 403
    assert planner.client.post("/cases/example/levers").status_code == 403
    assert desk.store.find() == []


def test_the_secret_of_one_planner_is_none_of_another(planner, desk):
    other = create_app(desk).test_client()
    other.get("/")
    assert other.post("/cases/example/levers", data={"token": planner.token()}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"])
def test_another_name_for_this_machine_is_refused(planner, host):
    assert planner.get("/", Host=host).status_code == 400


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:8765", "[::1]:8765"])
def test_the_names_of_this_machine_are_answered(planner, host):
    assert planner.get("/", Host=host).status_code == 200


PLACES = ("..", "%2e%2e", "..%2f..%2fetc", "%2fetc%2fpasswd", ".work", ".index.sqlite", ".secret", "a%00b", "..%5c..")


@pytest.mark.parametrize("place", PLACES)
def test_no_address_leads_out_of_the_store(planner, desk, place):
    record = made_run(desk)
    for address in (
        f"/runs/{place}",
        f"/runs/{place}/report",
        f"/runs/{place}/files/plan.xlsx",
        f"/runs/{record.id}/files/{place}",
        f"/runs/{record.id}/files/..%2f{record.id}%2fplan.xlsx",
        f"/runs/{record.id}/files/provenance.json",
        f"/cases/{place}",
        f"/cases/example/tables/{place}",
        f"/uploads/{place}",
        f"/uploads/{place}/marked.xlsx",
        f"/static/{place}",
    ):
        assert planner.get(address).status_code in (308, 404), address


def test_names_of_people_are_text_everywhere(planner, desk):
    record = made_run(desk, name=SCRIPT)
    planner.post("/cases/example/levers", name=SCRIPT)
    for address in ("/", "/runs", f"/runs/{record.id}", f"/runs?search={SCRIPT}"):
        page = planner.get(address).text
        assert SCRIPT not in page, address
        assert "&lt;script&gt;" in page, address


def test_an_error_shows_nothing_of_the_program(planner, desk, monkeypatch, capsys):
    def broken(*_, **__):
        raise RuntimeError("secret inside")

    monkeypatch.setattr(type(desk.store), "find", broken)
    answer = planner.get("/runs")
    assert answer.status_code == 500
    assert "secret inside" not in answer.text
    assert "Traceback" not in answer.text
    assert "secret inside" in capsys.readouterr().err


def upload(planner, name, data):
    """Hand a file in; the form is written here, for the client's own leaves large ones open."""
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n'
    head = part.format("token") + planner.token() + "\r\n" + part.format(f'workbook"; filename="{name}')
    body = head.encode() + data + b"\r\n--x--\r\n"
    return planner.client.post("/uploads", data=body, content_type="multipart/form-data; boundary=x", buffered=True)


def zipped(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("case.xls", b"PK\x03\x04"),
        ("case.xlsx.exe", b"PK\x03\x04"),
        ("case.xlsx", b"MZ\x90\x00 a program"),
        ("case.xlsx", b"<html>"),
        ("case.xlsx", b""),
    ],
    ids=["old kind", "other name", "other content", "a page", "nothing"],
)
def test_what_is_no_workbook_is_refused(planner, desk, name, data):
    answer = upload(planner, name, data)
    assert answer.status_code == 409
    assert "Only Excel workbooks" in answer.text
    assert list(desk.uploads.accepted()) == []


def test_too_large_a_workbook_is_refused_by_a_page(planner):
    answer = upload(planner, "case.xlsx", b"PK\x03\x04" + bytes(MAX_UPLOAD_MB * 1_000_000))
    assert answer.status_code == 409
    assert f"larger than {MAX_UPLOAD_MB} MB" in answer.text
    answer = upload(planner, "case.xlsx", b"PK\x03\x04" + bytes(2 * MAX_UPLOAD_MB * 1_000_000))
    assert (answer.status_code, "What was sent is too large." in answer.text) == (413, True)


def test_a_workbook_that_takes_too_long_is_given_up(planner, desk, monkeypatch):
    monkeypatch.setattr("capplan.serve.uploads.READ_S", 0.01)
    with pytest.raises(UploadError, match="was not read within"):
        desk.uploads.take("case.xlsx", zipped(a="b"))
    assert list((desk.store.folders.root / ".uploads").iterdir()) == []


def test_a_workbook_with_slips_is_told_by_cell_and_its_marked_copy_can_be_taken(planner, tmp_path):
    new_case(tmp_path / "mine.xlsx", like=quick_case(tmp_path / "county"))
    replace_text(tmp_path / "county" / "areas.csv", "Market,north", "Market,nort")
    new_case(tmp_path / "wrong.xlsx", like=tmp_path / "county")
    answer = upload(planner, f"../{SCRIPT}.xlsx", (tmp_path / "wrong.xlsx").read_bytes())
    assert answer.status_code == 303
    page = planner.get(answer.location).text
    assert SCRIPT not in page
    assert "1 repair needed" in page
    assert "nort" in page
    assert re.search("<td>areas</td><td>[A-Z]+[0-9]+</td>", page)
    marked = planner.get(f"{answer.location}/marked.xlsx")
    assert marked.data.startswith(b"PK")
    assert "attachment" in marked.headers["Content-Disposition"]
    # Mended, it is a case with levers of its own.
    answer = upload(planner, "mine.xlsx", (tmp_path / "mine.xlsx").read_bytes())
    assert re.fullmatch("/cases/[0-9a-f-]+", answer.location)
    assert "Hillside ward" in planner.text(f"{answer.location}/levers")
    assert answer.location in planner.text("/")


LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.mark.parametrize("host", [*sorted(LOCAL), "0.0.0.0", "192.168.1.4", "planner.example", "127.0.0.1.example"])
def test_only_this_machine_is_local(host):
    assert is_loopback(host) is (host in LOCAL)


def test_an_address_that_others_reach_needs_a_word_of_its_own(tmp_path):
    arguments = ["serve", str(tmp_path), "--host", "0.0.0.0", "--store", str(tmp_path / "runs")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "neither passwords nor encryption" in result.output
    assert "--beyond-this-machine" in result.output


def test_a_case_with_faults_is_not_served(tmp_path):
    quick_case(tmp_path / "county")
    replace_text(tmp_path / "county" / "areas.csv", "Market,north", "Market,nort")
    result = CliRunner().invoke(main, ["serve", str(tmp_path / "county"), "--store", str(tmp_path / "runs")])
    assert result.exit_code == 1
    assert "areas.csv row 3 column locality" in result.output


def test_names_of_the_program_are_set_as_code_and_all_else_stays_text():
    assert coded("see `capplan describe <x>` & <b>") == "see <code>capplan describe &lt;x&gt;</code> &amp; &lt;b&gt;"
