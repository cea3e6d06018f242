"""Report files: how they are asked for, and that they are written whole or not at all."""

import os
from pathlib import Path

import pytest
from test_reporting_results import make_results

from promptfuzz.errors import UsageError
from promptfuzz.records import Results
from promptfuzz.reporting.write import Target, parse_target, write_report, write_text


def test_targets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert parse_target("html") == Target("html", Path("reports/promptfuzz.html"))
    assert parse_target("json=a=b.json") == Target("json", Path("a=b.json"))


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("htm", "did you mean 'html'"),
        ("pdf=x.pdf", "one of html, json, got 'pdf=x.pdf'"),
        ("night.html", "write --report html=night.html"),
        ("html=", "write html=report.html, or html alone"),
        ("html=.", "got the folder '.'; write html=report.html"),
    ],
)
def test_targets_that_are_refused(text, mend):
    with pytest.raises(UsageError) as caught:
        parse_target(text)
    assert mend in str(caught.value)


def test_formats(tmp_path):
    for name in ("html", "json"):
        assert write_report(make_results(), name, tmp_path / "a" / f"x.{name}").stat().st_size > 10_000
    assert Results.from_json((tmp_path / "a" / "x.json").read_bytes()) == make_results()
    with pytest.raises(UsageError, match="expected format to be one of html, json"):
        write_report(make_results(), "jso", tmp_path / "y")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "x.txt"
    write_text(path, "old")

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(UsageError, match=r"expected to write '.*x\.txt', got No space left on device"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="name another path"):
        write_text(tmp_path / "file" / "x", "text")


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "out").mkdir()
    link, real = tmp_path / "link", tmp_path / "out" / "real.json"
    link.symlink_to(Path("out", "real.json"))
    for text in ("first", "second"):  # the first time there is no file yet
        assert parse_target(f"json={link}").path == link
        write_text(link, text)
        assert link.is_symlink() and real.read_text() == text
    assert [path.name for path in real.parent.iterdir()] == ["real.json"]


@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_written_as_it_stands(tmp_path, linked):
    path, pipe = tmp_path / "link", tmp_path / "pipe"
    os.mkfifo(pipe)
    if linked:
        path.symlink_to(pipe)
    else:
        path = pipe
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert parse_target(f"json={path}").path == path
        write_text(path, "ein Wört \ud800")
        assert os.read(reader, 100) == "ein Wört ".encode() + b"\\ud800"
    finally:
        os.close(reader)
    assert pipe.is_fifo() and path.is_symlink() == linked


def test_a_link_into_a_folder_that_is_a_file_is_refused_beforehand(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "file" / "x")
    with pytest.raises(UsageError, match="in its way; name another path"):
        parse_target(f"json={tmp_path / 'link'}")
