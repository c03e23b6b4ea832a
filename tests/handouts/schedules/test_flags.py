"""Columns that say that an appointment is off, in the languages of the program, and what in their cells is a yes, a no or neither."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.schedules.cells.mapfile import parse_map
from handouts.schedules.flags import crossed_out, flag_of, reason_of
from handouts.schedules.listfile import ListFile
from handouts.schedules.opening import open_schedule
from handouts.schedules.rows import Accepted, Reject, Schedule, Skipped
from handouts.schedules.words import CANCELLED, DECLINED, DIED, IDLE, MERGED, MOVED, NO_SHOW, WRONG
from tests.handouts import LONDON

HEAD = "appointment_id,start,patient_id,given_name,family_name,date_of_birth"
ROW = "A1,2026-12-08T09:30,P1,Anna,Lee,1951-04-17"


def told(header: str, cell: str) -> str | None:
    """What a cell of a column says."""
    flag = flag_of(header)
    assert flag is not None, header
    return reason_of(flag, cell)


def heard(column: str, cell: str, row: str = ROW) -> Schedule:
    """A list with one more column."""
    quoted = '"' + cell.replace('"', '""') + '"'
    return open_schedule(ListFile("list.csv", data=f"{HEAD},{column}\n{row},{quoted}\n".encode()), LONDON)


@pytest.mark.parametrize(("reason", "headers"), [
    (CANCELLED, "cxl|Storno|Abgesagt|Anulada|Cancelada|Annulée|Annullato|Odwołana|Отменено|Скасовано|ملغى|מבוטל|रद्द|取消|是否取消|Is Canceled|isCancelled|iscancelled"),
    (DIED, "死亡|是否死亡|Verstorben|Fallecida|Décédé|Zmarł|Умер|متوفى|נפטר|मृत|Deceased Flag|PatientDeceased|Decd"), (WRONG, "Deleted|Gelöscht|已删除|isDeleted"),
    (NO_SHOW, "no_show_flag|NoShow|Nicht erschienen|לא הגיע|爽约|No asistió"), (MOVED, "Rescheduled|Verschoben|已改期|Reprogramada|Reportée|Przełożona|נדחה"),
    (MERGED, "Is Merged|Zusammengeführt|合并|Fusionado"), (DECLINED, "Patient refused|Abgelehnt|已拒绝"), (IDLE, "Inactive Patient|停用"),
])  # fmt: skip
def test_a_column_that_is_called_so_is_asked_yes_or_no(reason: str, headers: str) -> None:
    for header in headers.split("|"):
        for yes in ("Yes", "X", "TRUE", "1", "sí", "oui", "ja", "نعم", "是", "כן", "हाँ", "tak", "2026-11-20", "☑"):
            assert told(header, yes) == reason, (header, yes)
        for no in ("No", "FALSE", "0", "nein", "لا", "否", "לא", "नहीं", "nie", "", " ", "-", "none", "nil", "N/A", "1900-01-01"):
            assert told(header, no) == "", (header, no)
        for neither in ("perhaps", "unknown", "#N/A", "#WERT!", "unbekannt", "未知", "✗"):
            assert told(header, neither) is None, (header, neither)


@pytest.mark.parametrize(("reason", "headers"), [
    (CANCELLED, "CancelledDateTime|storniert am|Absagedatum|Fecha de anulación|Date d'annulation|Data odwołania|تاريخ الإلغاء|תאריך ביטול|取消时间|Date Cancelled|Дата отмены"),
    (DIED, "Date of Death|DOD|Todestag|Sterbedatum|Gestorben am|Fecha de fallecimiento|Date de décès|Data zgonu|تاريخ الوفاة|תאריך פטירה|मृत्यु की तिथि|死亡日期|DeathDate"),
    (NO_SHOW, "no_show_at|爽约时间"), (MERGED, "merged_at"), (WRONG, "deleted_at|删除时间"),
])  # fmt: skip
def test_a_column_for_a_moment_says_so_by_a_moment(reason: str, headers: str) -> None:
    nothing = (
        "0000-00-00", "00/00/0000", "00000000", "1900-01-01", "01/01/1900", "1/0/1900", "1899-12-30", "31.12.1899 00:00", "0001-01-01T00:00:00", "1753-01-01",
        "9999-12-31", "31/12/9999", "99991231", "1970-01-01T00:00:00Z", "Never", "Not cancelled", "nil", "NaT", "/  /", "__/__/____", "keine", "无", "nunca", "brak",
        "00:00:00", "0", "jamais", "אין",
    )  # fmt: skip
    for header in headers.split("|"):
        for cell in nothing:
            assert told(header, cell) == "", (header, cell)
        for cell in ("2026-11-20", "20/11/2026 10:00", "20.11.2026", "20261120", "Nov 20, 2026", "20 de noviembre de 2026", "46346", "2026年11月20日", "yes"):
            assert told(header, cell) == reason, (header, cell)
        for cell in ("unknown", "no se sabe", "somebody", "#REF!"):
            assert told(header, cell) is None, (header, cell)


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)).filter(lambda day: day.year != 1970), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y %H:%M", "%Y%m%d"]))
def test_every_day_that_somebody_may_die_on_is_one(day: date, form: str) -> None:
    assert told("Date of Death", day.strftime(form)) == DIED


@pytest.mark.parametrize(("header", "cell", "reason"), [
    ("CXL Reason", "patient is ill", CANCELLED), ("Cancel Code", "PT", CANCELLED), ("Absagegrund", "krank", CANCELLED), ("Motif d'annulation", "malade", CANCELLED),
    ("Powód odwołania", "choroba", CANCELLED), ("سبب الإلغاء", "مرض", CANCELLED), ("取消原因", "生病", CANCELLED), ("Cancelled By", "Dr Weir", CANCELLED),
    ("merged_to_mrn", "10293", MERGED), ("Merged Into", "P9", MERGED), ("合并到", "P9", MERGED), ("Rescheduled To", "2026-12-10", MOVED), ("Umgebucht auf", "10.12.2026", MOVED),
    ("Cancellation Reason", "None", ""), ("Cancellation Reason", "N/A", ""), ("Merged Into", "0", ""), ("Merged Into", "0000", ""), ("CXL Reason", "Not cancelled", ""),
    ("Absagegrund", "nicht abgesagt", ""), ("取消原因", "未取消", ""), ("Cancellation Reason", "No reason given", None), ("Merged Into", "unknown", None), ("Merged Into", "#N/A", None),
    ("Attended", "No", NO_SHOW), ("Attended", "Yes", ""), ("Alive", "No", DIED), ("Alive", "yes", ""), ("Alive", "unknown", None),
])  # fmt: skip
def test_a_reason_or_another_record_says_so_unless_it_is_none(header: str, cell: str, reason: str | None) -> None:
    assert told(header, cell) == reason


@pytest.mark.parametrize(("header", "cell", "reason"), [
    ("Patient Status", "Cancelled", CANCELLED), ("Patient Status", "No Show", NO_SHOW), ("Patient Status", "Expired", DIED), ("Patient Status", "DECD", DIED),
    ("Patient Status", "Deleted", CANCELLED), ("Patient Status", "Rescheduled", MOVED), ("Patient Status", "Not active", IDLE), ("患者状态", "已故", DIED),
    ("RSVP", "No", DECLINED), ("Patient Response", "not attending", DECLINED), ("RSVP", "Cancelled", CANCELLED), ("RSVP", "No, I am away", DECLINED), ("患者回复", "否", DECLINED),
    ("Outcome", "Cancelled", CANCELLED), ("Outcome", "Cancelled - ill", CANCELLED), ("Outcome", "DNA", NO_SHOW), ("Disposition", "Deceased", DIED), ("Disposition", "Expired", DIED),
    ("Action", "Delete", CANCELLED), ("Record Type", "D", CANCELLED), ("Notes", "Cancelled by patient", CANCELLED), ("appointment status desc", "Cancelled", CANCELLED),
    ("Bemerkung", "abgesagt", CANCELLED), ("Observaciones", "Cancelada", CANCELLED), ("Uwagi", "Odwołana", CANCELLED), ("备注", "已取消", CANCELLED), ("ملاحظات", "ملغى", CANCELLED),
])  # fmt: skip
def test_a_column_that_may_be_of_something_else_counts_where_it_is_clear(header: str, cell: str, reason: str) -> None:
    assert told(header, cell) == reason


@pytest.mark.parametrize(("header", "cells"), [
    ("Patient Status", "Established|new|Outpatient|VIP|unknown|12"), ("RSVP", "Yes|No response|maybe|n/a|none|-|sent|tentative"),
    ("Outcome", "improved|Patient declined surgery, continue brace|Follow-up in 6 weeks|Rescheduled|#N/A|unknown|No"), ("Disposition", "Home|Admitted|Discharged"),
    ("Action", "Add|Update|A|U|New|Cancel the order of a brace|Review"), ("Record Type", "A|1|New|Outpatient"), ("Notes", "Patient cancelled the visit of May|wheelchair|needs DNA test"),
])  # fmt: skip
def test_what_such_a_column_says_otherwise_costs_nobody_the_leaflet(header: str, cells: str) -> None:
    for cell in cells.split("|"):
        assert told(header, cell) == "", cell
        assert isinstance(next(iter(heard(header, cell))), Accepted), cell


@pytest.mark.parametrize("header", [
    "Cancel", "Delete", "Reschedule", "Cancellation policy", "no_show_fee", "Cancel URL", "Cancel By", "Previous appointment cancelled", "Last No Show Date", "Merged from",
    "Rescheduled From", "Missed appointments", "Death certificate", "DNA result", "tod", "todas", "cancer", "Kennzeichen", "Patient No", "Visit Reason", "Record ID", "日期", "date",
    "Number of cancellations", "time", "סיבה", "备注栏",
])  # fmt: skip
def test_what_is_called_otherwise_is_no_such_column(header: str) -> None:
    assert flag_of(header) is None


@given(st.text(max_size=40), st.sampled_from(["Cancelled", "Date of Death", "Merged Into", "RSVP", "Outcome", "Action", "Attended", "Patient Status"]))
def test_whatever_stands_in_a_cell_it_is_read(cell: str, header: str) -> None:
    assert told(header, cell) in (None, "", CANCELLED, DIED, WRONG, NO_SHOW, MOVED, MERGED, DECLINED, IDLE, "has moved away")
    crossed_out(cell), flag_of(cell)


@pytest.mark.parametrize(("column", "cell", "reason"), [
    ("type", "CANCELLED Kypho", CANCELLED), ("type", "Kypho (cancelled)", CANCELLED), ("type", "Kypho CANCELLED", CANCELLED), ("location", "CANCELLED", CANCELLED),
    ("type", "ANNULÉ Kypho", CANCELLED), ("type", "已取消 手术", CANCELLED), ("type", "NO SHOW Kypho", NO_SHOW), ("clinician", "abgesagt", CANCELLED), ("code", "cancelled", CANCELLED),
])  # fmt: skip
def test_a_title_that_says_so_counts(column: str, cell: str, reason: str) -> None:
    (found,) = heard(column, cell)
    assert isinstance(found, Skipped)
    assert found.reason == reason


@pytest.mark.parametrize(("given", "family", "reason"), [
    ("Anna - DECEASED", "Lee", DIED), ("Anna", "Lee (deceased)", DIED), ("Anna", "** VERSTORBEN ** Lee", DIED), ("Anna", "Lee [fallecida]", DIED), ("Anna", "CANCELLED Lee", CANCELLED),
    ("Anna", "Lee (נפטרה)", DIED), ("安娜 (已故)", "李", DIED), ("Anna", "Lee - do not use", ""), ("Anna-Rip", "Rip", ""), ("Anna", "Death", ""), ("Anna", "De'Ath", ""), ("Anna", "Storno", ""),
    ("Mary-Lou", "O'Neill", ""), ("Anna (Annie)", "van der Berg-Todes", ""), ("Anna", "Moved", ""),
])  # fmt: skip
def test_so_does_a_name_and_no_name_is_taken_for_it(given: str, family: str, reason: str) -> None:
    (found,) = open_schedule(ListFile("list.csv", data=f"{HEAD}\nA1,2026-12-08T09:30,P1,{given},{family},1951-04-17\n".encode()), LONDON)
    assert (found.reason if isinstance(found, Skipped) else "") == reason


@pytest.mark.parametrize("kind", [
    "DNA test", "DC Cardioversion", "Deceased donor kidney", "No show follow-up", "Cancelled surgery follow-up", "Cancer screening", "Left knee", "CX spine", "Missed period", "Kypho - new",
])  # fmt: skip
def test_an_operation_is_one(kind: str) -> None:
    assert isinstance(next(iter(heard("type", kind))), Accepted)


def test_what_a_column_that_nobody_reads_says_is_told() -> None:
    """It may be of an earlier visit, so that the row is served; whoever reads the list can say of what it is."""
    schedule = heard("Last visit", "Cancelled")
    assert isinstance(next(iter(schedule)), Accepted)
    assert [*schedule, *schedule]
    (warning,) = [said for said in schedule.warnings if "says" in said]
    assert warning == "list.csv: the column Last visit says cancelled in row 2, and is not read; if this is of the appointment, name the column as status in a map"


def test_a_word_that_nobody_understands_is_settled_by_the_map() -> None:
    text = f"{HEAD},Cancelled\n{ROW},perhaps\n"
    (found,) = open_schedule(ListFile("list.csv", data=text.encode()), LONDON)
    assert isinstance(found, Reject)
    assert str(found.problems[0]) == "Cancelled: does not clearly say “cancelled”, nor that it is not so; expected yes or no; or name the word under [status] in a map"
    for ours, kind in (("booked", Accepted), ("cancelled", Skipped)):
        known = parse_map(f'[status]\n{ours} = ["perhaps"]\n', "ours.toml")
        assert isinstance(next(iter(open_schedule(ListFile("list.csv", data=text.encode()), LONDON, column_map=known))), kind)


MOVING = "appointment_id,start,patient_id,given_name,family_name,date_of_birth,status,Cancelled\n"
LEFT_TIME = "A1,2026-12-08T09:30,P1,Anna,Lee,1951-04-17,rescheduled,\n"


@pytest.mark.parametrize(("other", "kind"), [
    ("A2,2026-12-10T09:30,P1,Anna,Lee,1951-04-17,booked,", Skipped), ("A2,2026-12-10T09:30,P1,Anna,Lee,1951-04-17,,", Skipped),
    ("A2,2026-12-10T09:30,P1,Anna,Lee,1951-04-17,booked,Yes", Reject), ("A2,2020-12-10T09:30,P1,Anna,Lee,1951-04-17,booked,", Reject),
    ("A2,2026-12-10T09:30,P1,Anna,Lee,1951-04-17,cancelled,", Reject), ("A2,soon,P1,Anna,Lee,1951-04-17,booked,", Reject), ("A2,2026-12-10T09:30,P1,,,1951-04-17,booked,", Reject),
    ("A2,2026-12-10T09:30,P1,Anna,Lee,1951-04-17,rescheduled,", Reject), ("A2,2026-12-08T09:30,P1,Anna,Lee,1951-04-17,booked,", Reject),
    ("A2,2026-12-10T09:30,P2,Anna,Lee,1951-04-17,booked,", Reject), ("A2,2026-12-10T09:30,P1,Anna,Lee (deceased),1951-04-17,booked,", Reject),
])  # fmt: skip
@pytest.mark.parametrize("last", [True, False])
def test_a_time_was_left_if_the_patient_is_served_at_another(other: str, kind: type, last: bool) -> None:
    rows = (LEFT_TIME, f"{other}\n") if last else (f"{other}\n", LEFT_TIME)
    outcomes = list(open_schedule(ListFile("list.csv", data=(MOVING + "".join(rows)).encode()), LONDON))
    found = outcomes[0 if last else 1]
    assert isinstance(found, kind), found
    if isinstance(found, Reject):
        assert "under [status] in a map" in found.problems[0].expected
