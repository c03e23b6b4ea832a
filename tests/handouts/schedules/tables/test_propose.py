"""What is proposed for a list that nobody knows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handouts.errors import InputError
from handouts.schedules.cells.mapfile import parse_map
from handouts.schedules.inspection import inspect
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted
from handouts.schedules.tables.propose import propose
from handouts.schedules.tables.sheets import open_rows
from tests.handouts import CHICAGO, LONDON
from tests.handouts.schedules import CASES, text_of


@pytest.mark.parametrize("name", ["emis", "webchart", "epic", "cliniko", "headerless", "statuses"])
def test_a_proposal_is_a_map_and_shows_no_data(name: str) -> None:
    proposal = inspect(CASES / f"{name}.csv", CHICAGO)
    parsed = None
    try:
        parsed = parse_map(proposal.text, "proposed.toml")
    except InputError:
        assert proposal.missing
    assert parsed is None or set(parsed.columns) == set(proposal.columns)
    assert all(f"# guess: {guess.split(': ', 1)[1]}" in proposal.text for guess in proposal.guesses)
    assert not [word for word in ("quill", "sandoval", "1951", "RSC-", "943") if word in proposal.text.lower()]


def test_a_proposal_for_an_unknown_list_reads_it(tmp_path: Path) -> None:
    text = "Ref;Hospital Number;Patient;DOB;When;Mins;Procedure\n1;H1;Quill, Anna;17/04/1951;08/12/2026 09:30;60;Kyphoplasty\n2;H2;Li, Bo;03/10/1964;09/12/2026 14:00;30;Kyphoplasty\n"
    path = tmp_path / "list.csv"
    path.write_text(text)
    proposal = inspect(path, LONDON)
    assert proposal.missing == ()
    assert dict(proposal.columns) == {
        "patient_id": "Hospital Number",
        "name": "Patient",
        "date_of_birth": "DOB",
        "start": "When",
        "type": "Procedure",
    }
    assert 'order = "day-first"  # guess: another column shows it' in proposal.text
    (tmp_path / "map.toml").write_text(proposal.text)
    rows = list(open_schedule(path, LONDON, column_map=tmp_path / "map.toml"))
    assert [row.appointment.start for row in rows if isinstance(row, Accepted)] == [
        datetime(2026, 12, 8, 9, 30, tzinfo=LONDON), datetime(2026, 12, 9, 14, 0, tzinfo=LONDON),
    ]  # fmt: skip
CELLS = st.sampled_from(["", "RSC-1", "1951-04-17", "17/04/1951", "9:30", "0930", "Anna", "Quill", "Booked", "DNA", "a@b.example", "30", "2026-12-08 09:30", "00:00"])
HEADS = st.sampled_from(
    ["NHS Number", "MRN", "DOB", "Date of Birth", "First name", "Surname", "Appt Date", "Time", "Start", "Clinic", "Status", "Email", "x", "", "Name", "Booked"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(HEADS, min_size=1, max_size=8).flatmap(lambda heads: st.lists(st.lists(CELLS, min_size=len(heads), max_size=len(heads)), max_size=6).map(lambda rows: [heads, *rows])))
@example([["NHS Number", "DOB", "Appt Date", "Name"]])
def test_any_table_has_a_proposal_that_is_a_map_or_says_what_is_missing(rows: list[list[str]]) -> None:
    try:
        proposal = propose(open_rows(ListFile("list.csv", data=text_of(rows, ";"))), LONDON)
    except InputError:
        return
    try:
        assert set(parse_map(proposal.text, "proposed.toml").columns) == set(proposal.columns)
    except InputError:
        assert proposal.missing


def proposed(header: str, *rows: str) -> dict[str, str]:
    """Our columns by what they are called in a list."""
    return dict(propose(open_rows(ListFile("list.csv", data="\n".join((header, *rows)).encode())), LONDON).columns)


def test_names_in_camel_case_are_words() -> None:
    header = "AppointmentID,PatientID,PatientFirstName,PatientLastName,DOB,StartDateTime,EndDateTime,ApptStatus,DoctorName"
    found = proposed(header, "1,4711,Anna,Quill,04/17/1951,12/08/2026 09:30 AM,12/08/2026 10:00 AM,Scheduled,Dr. Hale")
    assert [found[c] for c in ("appointment_id", "patient_id", "given_name", "family_name", "date_of_birth", "start", "end", "status", "clinician")] == header.split(",")


@pytest.mark.parametrize(
    "header",
    [
        "Prontuário,Paciente,Nascimento,Data,Horário", "Historia clínica,Paciente,Fecha de nacimiento,Fecha,Hora", "Patienten-ID,Patient,Geburtsdatum,Datum,Uhrzeit",
        "Numéro de dossier,Nom du patient,Date de naissance,Date,Heure", "Numer pacjenta,Pacjent,Data urodzenia,Data,Godzina",
        "رقم المريض,اسم المريض,تاريخ الميلاد,التاريخ,الوقت", "מספר מטופל,שם מלא,תאריך לידה,תאריך,שעה", "病历号,姓名,出生日期,日期,时间",
        "रोगी संख्या,रोगी का नाम,जन्म तिथि,दिनांक,समय", "Номер пациента,Пациент,Дата рождения,Дата,Время",
    ],
)  # fmt: skip
def test_headers_in_the_languages_of_the_program_are_known(header: str) -> None:
    found = proposed(header, '"RSC-1","Quill, Anna",17.04.1951,2026-12-08,09:30', '"RSC-2","Tamm, Bo",30.07.1971,2026-12-08,10:00')
    assert [found.get(c) for c in ("patient_id", "name", "date_of_birth", "start_date", "start_time")] == header.split(",")


@pytest.mark.parametrize("other", ["created_at", "CreatedAt", "Booking date", "Last updated", "booked_on", "Confirmed At"])
def test_the_moment_of_something_else_is_never_taken_for_the_start(other: str) -> None:
    found = proposed(f"{other},When,MRN,Patient,DOB", "2026-11-01 08:00,2026-12-08 09:30,R1,\"Quill, Anna\",1951-04-17")
    assert found["start"] == "When" and other not in found.values()
    assert "start" not in proposed(f"{other},MRN,Patient,DOB", "2026-11-01 08:00,R1,\"Quill, Anna\",1951-04-17")


@pytest.mark.parametrize("other", ["Gebucht am", "Creado el", "Réservé le", "Criado em", "Data utworzenia", "تاريخ الحجز", "תאריך יצירה", "创建时间", "Дата создания", "Date Scheduled"])
def test_nor_in_other_languages(other: str) -> None:
    assert not {"start", "start_date"} & proposed(f"{other},MRN,Patient,DOB", '2026-11-01 08:00,R1,"Quill, Anna",1951-04-17').keys()


def test_of_two_columns_that_could_be_the_start_it_is_the_later_one() -> None:
    rows = '2026-11-01 08:00,2026-12-08 09:30,R1,"Quill, Anna",1951-04-17', '2026-11-02 08:00,2026-12-09 09:30,R2,"Tamm, Bo",1980-09-22'
    assert proposed("Stamp,Slot,MRN,Patient,DOB", *rows)["start"] == "Slot"
    days = [row.replace(" 08:00", "").replace(" 09:30", "") for row in rows]
    assert proposed("Stamp,Slot,MRN,Patient,DOB", *days)["start_date"] == "Slot"


def test_a_column_for_a_time_that_has_the_date_as_well_is_the_start() -> None:
    found = proposed("Start Time,End Time,MRN,Patient,DOB", '"December 8, 2026 9:30 am","December 8, 2026 10:15 am",R1,"Quill, Anna",1951-04-17')
    assert (found["start"], found["end"], "start_time" in found) == ("Start Time", "End Time", False)


def test_a_proposal_can_be_read_whatever_a_column_is_called() -> None:
    header = 'When,MRN,First name,Last name,DOB,"Quote "" back\\slash 🩻\u200b"'
    text = propose(open_rows(ListFile("list.csv", data=f"{header}\n2026-12-08 09:30,R1,Anna,Quill,1951-04-17,x\n".encode())), LONDON).text
    assert parse_map(text, "proposed.toml").columns["start"] == ("When",)
    assert "\u200b" not in text and "🩻" in text
