"""The words of other systems: for columns, statuses, languages, and a name in one cell.

In: a word as it stands in a file.  Out: our word for it, or None.
"""

from __future__ import annotations

import re
from functools import lru_cache

from handouts.records.appointment import COLUMNS

BOOKED, CANCELLED, NO_SHOW, NOT_BOOKED, OVER, WRONG = "booked", "cancelled", "no-show", "not booked", "over", "entered in error"
STATUSES = (BOOKED, CANCELLED, NO_SHOW, NOT_BOOKED, OVER, WRONG)
_SAID = {
    BOOKED: "booked confirmed scheduled arrived active checked_in checkedin in_progress started overbook rescheduled new accepted",
    CANCELLED: "cancelled canceled cancelled_by_patient canceled_by_patient cancelled_by_clinic cancelled_by_provider "
    "cancelled_by_hospital cancel deleted declined withdrawn patient_cancelled left_without_seen dc discontinued",
    NO_SHOW: "no_show noshow no_shows dna did_not_attend did_not_arrive missed failed_to_attend fta absent",
    NOT_BOOKED: "proposed pending waitlist waiting_list requested tentative provisional hold blocked available free needs_action",
    OVER: "fulfilled completed complete attended seen finished discharged checked_out left",
    WRONG: "entered_in_error error void",
}
STATUS_WORDS = {word: status for status, words in _SAID.items() for word in words.split()}

ALIASES = {
    "appointment_id": "pat_enc_csn_id "
    "appointment_number appointment_ref appointment_reference appt_id appt_no booking_id booking_reference csn "
    "visit_id visit_number encounter_id event_id slot_id",
    "start": "appt_dttm "
    "appointment_time appointment_start appointment_datetime appointment_date_time appt_time start_time starts_at start_at "
    "date_time datetime date_and_time scheduled_start visit_start",
    "start_date": "date appointment_date appt_date visit_date slot_date day",
    "start_time": "time appt_start_time visit_time slot_time slot_start time_of_day",
    "start_utc": "utc start_utc utc_start start_time_utc appt_utc_dttm starts_at_utc",
    "end": "ends_at end_at appointment_end end_datetime scheduled_end end_time",
    "zone": "time_zone timezone tz iana_time_zone iana_zone",
    "duration_minutes": "duration length minutes slot_length planned_duration appt_length duration_min duration_mins",
    "type": "appointment_type appt_type visit_type slot_type procedure service reason appointment_reason summary",
    "code": "procedure_code cpt cpt_code opcs opcs_code snomed snomed_code visit_type_code",
    "location": "site clinic department room facility place venue location_name department_name business",
    "clinician": "prov_name "
    "doctor provider practitioner practitioner_name provider_name clinician_name consultant session_holder physician "
    "staff with",
    "instructions": "patient_instructions patient_instruction note_for_patient",
    "leaflet": "handout leaflets",
    "patient_id": "nhs_number nhs_no mrn patient_number hospital_number chart chart_number patient_mrn pat_id pat_mrn_id "
    "medical_record_number unit_number chi_number patient_identifier",
    "title": "prefix salutation patient_title",
    "given_name": "first_name forename firstname given forenames given_names patient_first_name first",
    "family_name": "last_name surname lastname family patient_last_name last",
    "name": "patient patient_name full_name pat_name",
    "date_of_birth": "dob birth_date birthdate born date_birth patient_dob patient_date_of_birth",
    "language": "preferred_language lang patient_language language_code",
    "format": "accessible_format leaflet_format print_format",
    "email": "e_mail email_address patient_email mail",
    "email_consent": "consent_to_email email_reminders email_opt_in",
    "email_plain": "plain_email unencrypted_email",
    "phone": "telephone mobile phone_number mobile_number cell home_phone patient_phone patient_phone_number",
    "address_1": "address address_line_1 street address1 house_street addr_1",
    "address_2": "address_line_2 address2 addr_2",
    "city": "town suburb town_city",
    "postcode": "zip zip_code postal_code post_code",
    "status": "appointment_status appt_status visit_status slot_status state attendance",
}  # fmt: skip
_MEANT = {alias: ours for ours, aliases in ALIASES.items() for alias in (ours, *aliases.split())}

# ISO 639-2 codes and English names as HL7 v2 and patient systems send them -> BCP 47.
_TAGS = (
    "en eng english", "es spa spanish", "fr fre fra french", "de ger deu german", "ar ara arabic", "zh chi zho chinese mandarin",
    "pt por portuguese", "ru rus russian", "pl pol polish", "uk ukr ukrainian", "it ita italian", "vi vie vietnamese", "tl tgl tagalog",
    "ko kor korean", "ja jpn japanese", "hi hin hindi", "bn ben bengali", "pa pan punjabi", "ur urd urdu", "so som somali",
    "tr tur turkish", "fa per fas persian farsi", "ro rum ron romanian", "el gre ell greek", "he heb hebrew", "th tha thai",
    "gu guj gujarati", "ht hat haitian", "am amh amharic", "km khm khmer", "lo lao", "my bur mya burmese",
)  # fmt: skip
LANGUAGES = {word: tags.split()[0] for tags in _TAGS for word in tags.split()[1:]}


@lru_cache(4096)
def folded(word: str) -> str:
    """A word as it is compared: lower case, one underscore for whatever is no letter or digit."""
    return re.sub(r"[\W_]+", "_", word.strip("\ufeff \t").casefold()).strip("_")


def meant(header: str) -> str | None:
    """Our column for the name of another system's."""
    return _MEANT.get(folded(header))


def status(word: str) -> str | None:
    """One of STATUSES; an empty word is a booked appointment."""
    return STATUS_WORDS.get(folded(word)) if word.strip() else BOOKED


def language(word: str) -> str:
    """A language's tag for its name or three-letter code; anything else stays as it is."""
    return LANGUAGES.get(word.strip().lower(), word)


assert set(COLUMNS) <= set(ALIASES)
