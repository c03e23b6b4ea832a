"""What the end of a job says about its copy: the printer's count decides, and nothing uncertain is called failed or sent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handouts.delivery.printing.ipp import Attributes
from handouts.delivery.printing.jobs import STOPPING, JobState, PrintJob, Terms, job_of, judged

ENDS = (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)
REASONS = ("job-canceled-by-user", "job-canceled-at-device", "aborted-by-system", "document-format-error", STOPPING)

jobs = st.builds(
    PrintJob, st.integers(1, 9999), st.just("copy.1.1"), st.sampled_from(ENDS), st.lists(st.sampled_from(REASONS), max_size=2).map(tuple), st.just("said"),
    st.none() | st.integers(0, 9), st.none(), st.booleans(),
)  # fmt: skip
terms = st.builds(
    Terms, st.just("Desk"), st.integers(1, 6), st.booleans(), st.booleans(), st.sampled_from(["", "is out of paper: put paper in"])
)


@given(jobs, terms)
def test_the_count_decides(job: PrintJob, judge: Terms) -> None:
    receipt, count = judged(job, judge), (job.impressions or 0) if judge.counts else 0
    if count >= judge.pages:
        assert receipt.outcome == "sent"
    elif receipt.outcome == "sent":  # only where the clinic trusts a printer that counted nothing
        assert judge.trust and not count and job.state == JobState.COMPLETED
    if receipt.outcome == "failed":  # certainly not all of it came out
        assert job.state != JobState.COMPLETED
        assert not job.begun or (judge.counts and job.impressions is not None and STOPPING not in job.reasons)
    if receipt.temporary:  # tried again by itself: not one side of it came out
        assert receipt.outcome == "failed" and not count


@given(jobs, terms)
def test_every_sentence_names_the_printer_and_says_what_to_do(job: PrintJob, judge: Terms) -> None:
    receipt = judged(job, judge)
    assert receipt.said.startswith("Desk")
    assert "said" not in receipt.said.replace("said that", "")
    if receipt.outcome == "in doubt":
        assert "settle it" in receipt.said


def test_a_job_that_a_person_cancelled_is_not_tried_again_by_itself() -> None:
    job = PrintJob(1, "c", JobState.CANCELED, impressions=0)
    assert not judged(job, Terms("Desk", 3)).temporary
    assert judged(job, Terms("Desk", 3, ours="is out of paper")).temporary


def test_a_job_as_printers_describe_it() -> None:
    found: Attributes = {
        "job-id": (7,), "job-name": ("c.1.1",), "job-state": (5,), "job-state-reasons": ("job-printing", "none"), "job-state-message": (),
        "job-impressions-completed": (), "time-at-processing": (),
    }  # fmt: skip
    assert job_of(found) == PrintJob(7, "c.1.1", 5, ("job-printing",), "", None, None, begun=False)
    assert not job_of(found).ended
    assert job_of({"job-id": (7,), "job-state": (9,)}).begun  # a printer that does not say when is taken to have begun
