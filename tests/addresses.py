"""Addresses of twelve countries, in their own letters, as lists have them: some too long for a window, some with something missing.

In: a number of them, a seed.  Out: columns of records.  The same at every call.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.names import NAMES

US = (("Main Street", "Lakeview Court", "South Fifth Street", "Martin Luther King Jr. Boulevard"), ("Springfield, IL", "Albuquerque, NM", "Winston-Salem, NC"))
GB = (("Station Road", "The Old Schoolhouse Lane", "Upper Riverside Avenue"), ("Bristol", "Llanfairpwllgwyngyll", "Newcastle upon Tyne"))
IE = (("Bóthar na Trá", "Lower Baggot Street"), ("Baile Átha Cliath 2", "Co. Dún Laoghaire"))
DE = (("Straße des 17. Juni", "Große Bergstraße", "Am Weiher"), ("Müllheim (Baden)", "Garmisch-Partenkirchen", "Köln"))
FR = (("rue de l’Abbé-Grégoire", "avenue du Général-Leclerc"), ("Châlons-en-Champagne", "L’Haÿ-les-Roses"))
ES = (("Calle de Alcalá", "Avenida de la Constitución, 3.º izq."), ("Alcalá de Henares", "A Coruña"))
PL = (("ul. Świętokrzyska", "al. Niepodległości"), ("Łódź", "Świętochłowice"))
GR = (("Λεωφόρος Βασιλίσσης Σοφίας", "Οδός Ερμού"), ("Αθήνα", "Θεσσαλονίκη"))
IL = (("שדרות רוטשילד", "רחוב ז׳בוטינסקי"), ("תל אביב-יפו", "ירושלים"))
EG = (("شارع قصر النيل", "شارع الملك فيصل"), ("القاهرة", "الإسكندرية"))
IN = (("महात्मा गांधी मार्ग", "Connaught Place, Block B"), ("नई दिल्ली", "Thiruvananthapuram, Kerala"))
CN = (("朝阳区建国路", "浦东新区世纪大道"), ("北京市", "上海市"))
CODES = {  # country -> how a postcode looks: 9 a digit, A a letter
    "US": "99999", "GB": "AA9 9AA", "IE": "A99 AA99", "DE": "99999", "FR": "99999", "ES": "99999", "PL": "99-999", "GR": "999 99",
    "IL": "9999999", "EG": "99999", "IN": "999999", "CN": "999999",
}  # fmt: skip
PLACES = {"US": US, "GB": GB, "IE": IE, "DE": DE, "FR": FR, "ES": ES, "PL": PL, "GR": GR, "IL": IL, "EG": EG, "IN": IN, "CN": CN}
SCRIPTS = {"GR": "Greek", "IL": "Hebrew", "EG": "Arabic", "IN": "Devanagari", "CN": "Chinese"}
LACKING = ("address_1", "city", "postcode")


def addresses(count: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Columns of so many people: name and address; one in fifty lacks something, one in twenty has a long line."""
    rng = random.Random(seed)
    for number in range(count):
        country = list(PLACES)[number % len(PLACES)]
        streets, towns = PLACES[country]
        given, _, family = rng.choice(NAMES[SCRIPTS.get(country, "Latin")]).partition(" ")
        cells = {
            "address_1": f"{rng.choice(streets)} {rng.randint(1, 9999)}", "city": rng.choice(towns), "postcode": _code(CODES[country], rng),
            "address_2": rng.choice(("", "", f"Apt. {rng.randint(1, 99)}", "c/o Zimmermann-Wachowiak, 3rd floor, rear building")),
        }  # fmt: skip
        if rng.random() < 0.05:
            cells["address_1"] = " ".join([cells["address_1"]] * 4)[:100]
        if rng.random() < 0.02:
            cells[rng.choice(LACKING)] = ""
        yield {"name": f"{given} {family}".strip(), "given_name": "", "family_name": "", **cells}


def _code(shape: str, rng: random.Random) -> str:
    return "".join(rng.choice("ABDEFGHLN") if sign == "A" else str(rng.randint(0, 9)) if sign == "9" else sign for sign in shape)
