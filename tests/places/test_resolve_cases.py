"""DIR-6: `resolve` on names chosen by hand, one table for each thing it must cope with."""

import pytest

from proxenia.places.queries import gazetteer, resolve

pytestmark = pytest.mark.skipif(not gazetteer.file().exists(), reason="gazetteer not built")

SAME_TOWN = {
    "exonyms": [
        ("Genf", "Switzerland", 2660646),
        ("Lüttich", "Belgium", 2792413),
        ("Aix-la-Chapelle", "Germany", 3247449),
        ("Londres", "United Kingdom", 2643743),
        ("Pékin", "Chine", 1816670),
        ("Breslau", "", 3081368),
        ("Bombay", "India", 1275339),
        ("Saigon", "Viet Nam", 1566083),
        ("Prag", "", 3067696),
    ],
    "former names": [
        ("Leningrad", "Russia", 498817),
        ("Constantinople", "Turkey", 745044),
        ("Nur-Sultan", "Kazakhstan", 1526273),
        ("Rangoon", "Burma", 1298824),
        ("Batavia", "Indonesia", 1642911),
        ("Dnipropetrovsk", "Ukraine", 709930),
    ],
    "marks and letters": [
        ("Gdansk", "Polska", 3099434),
        ("Lodz", "Poland", 3093133),
        ("Munchen", "", 2867714),
        ("Muenchen", "Germany", 2867714),
        ("Goteborg", "Sweden", 2711537),
        ("Århus", "Denmark", 2624652),
        ("urumqi", "China", 1529102),
        ("XI'AN", "China", 1790630),
    ],
    "scripts": [
        ("上海", "中国", 1796236),
        ("東京", "", 1850147),
        ("臺北", "台灣", 1668341),
        ("부산광역시", "대한민국", 1838524),
        ("Харків", "UA", 706483),
        ("София", "България", 727011),
        ("Θεσσαλονίκη", "Greece", 734077),
        ("חיפה", "ישראל", 294801),
        ("القاهرة", "", 360630),
        ("Երևան", "Armenia", 616052),
        ("ბათუმი", "Georgia", 615532),
        ("เชียงใหม่", "Thailand", 1153671),
        ("ঢাকা", "Bangladesh", 1185241),
        ("काठमाडौं", "Nepal", 1283240),
    ],
    "kinds of municipality": [
        ("City of Halifax", "Canada", 6324729),
        ("Halifax Regional Municipality", "Canada", 6324729),
        ("Comune di Firenze", "Italy", 3176959),
        ("Ayuntamiento de Sevilla", "ES", 2510911),
        ("Ville de Montréal", "Canada", 6077243),
        ("Landeshauptstadt München", "", 2867714),
        ("Gmina Zakopane", "PL", 3080866),
        ("Obec Telč", "CZ", 3064316),
        ("Powiat Kłodzko", "PL", 3096053),
        ("Nagoya-shi", "Japan", 1856057),
        ("Suwon-si", "Korea", 1835553),
        ("Kyoto Prefecture", "Japan", 1857910),
        ("Yokohama City", "Japan", 1848354),
        ("Mexico City", "", 3530597),
    ],
    "brackets and double names": [
        ("Frankfurt (Oder)", "Germany", 2925535),
        ("Frankfurt (Main)", "Germany", 2925533),
        ("Durban (eThekwini)", "South Africa", 1007311),
        ("Turku (Åbo)", "Finland", 633679),
        ("Biel/Bienne", "CH", 2661513),
        ("Bolzano/Bozen", "Italy", 3181913),
        ("Vitoria-Gasteiz", "ES", 3104499),
    ],
    "context": [
        ("Portland, Oregon", "", 5746545),
        ("Portland OR", "USA", 5746545),
        ("Perth, Scotland", "", 2640358),
        ("Perth", "Scotland", 2640358),
        ("Paris, Texas", "", 4717560),
        ("Athens, Georgia", "", 4180386),
        ("Kansas City, Kansas", "USA", 4273837),
        ("London, Ontario", "", 6058560),
        ("Kusatsu, Gunma", "Japan", 1858066),
        ("Córdoba, Argentina", "", 3860259),
        ("Halifax", "Nova Scotia, Canada", 6324729),
        ("Halifax", "England", 2647632),
        ("Saint-Denis", "Réunion, France", 935264),
    ],
    "abbreviations": [
        ("St. Gallen", "CH", 2658822),
        ("St Etienne", "France", 2980291),
        ("Sankt Petersburg", "Russia", 498817),
        ("Frankfurt a.M.", "DE", 2925533),
        ("Freiburg i. Br.", "DE", 2925177),
        ("Washington, D.C.", "USA", 4140963),
    ],
    "typing errors": [
        ("Philadelpia", "USA", 4560349),
        ("Hambrug", "Germany", 2911298),
        ("Johannesberg", "South Africa", 993800),
        ("Guangzou", "China", 1809858),
        ("Las Vagas", "USA", 5506956),
    ],
    "territories": [
        ("Hong Kong", "China", 1819729),
        ("Nuuk", "Denmark", 3421319),
        ("Nuuk", "Greenland", 3421319),
        ("Fort-de-France", "France", 3570675),
        ("San Juan", "Puerto Rico", 4568127),
        ("Pristina", "Kosovo", 786714),
    ],
    "countries that fell apart": [("Sarajevo", "Yugoslavia", 3191281), ("Minsk", "USSR", 625144)],
}
ASKED = [
    ("Springfield", "USA"),
    ("San José", ""),
    ("Valencia", ""),
    ("Birmingham", ""),
    ("Neustadt", "Germany"),
    ("Taizhou", "China"),
    ("Bavaria", "Germany"),
    ("Prishtina", "Serbia"),
    ("Montgomery County", "United States"),
    ("Jalisco", "Mexico"),
]
NOT_FOUND = [("Xyzzyqwert", "Germany"), ("Qqqqzzzz", ""), ("", ""), ("???", "France"), ("12345", "")]


@pytest.mark.parametrize(
    ("name", "country", "number"),
    [pytest.param(*case, id=f"{what}: {case[0]}") for what, cases in SAME_TOWN.items() for case in cases],
)
def test_dir_6_the_town_is_found(name: str, country: str, number: int) -> None:
    answer = resolve(name, country)
    assert answer.match is not None, answer.why
    assert answer.match.id == f"geonames:{number}"
    assert 0.5 < answer.confidence < 1


@pytest.mark.parametrize(("name", "country"), ASKED)
def test_dir_6_an_unclear_name_is_asked_back(name: str, country: str) -> None:
    answer = resolve(name, country)
    assert answer.match is None
    assert answer.confidence == 0
    assert answer.alternatives
    assert answer.why.endswith(".")


@pytest.mark.parametrize(("name", "country"), NOT_FOUND)
def test_dir_6_what_does_not_exist_is_not_found(name: str, country: str) -> None:
    answer = resolve(name, country)
    assert answer.match is None
    assert answer.alternatives == ()
    assert answer.confidence == 0
    assert answer.why.endswith(".")


def test_dir_6_a_district_ranks_below_the_city_of_its_name() -> None:
    asked = resolve("Hollywood", "USA")
    assert asked.match is None or "X" not in {row.feature for row in _rows(asked.match.id)}
    mitte = gazetteer.towns_called(["kreuzberg"], ("DE",))
    assert {row.feature for row in mitte if row.population > 100_000} == {"X"}


def test_dir_6_alternatives_come_best_first() -> None:
    answer = resolve("Springfield", "USA")
    assert len(answer.alternatives) >= 3
    assert answer.alternatives[0].population > 100_000
    assert len({place.id for place in answer.alternatives}) == len(answer.alternatives)


def test_dir_6_an_unknown_country_is_said() -> None:
    answer = resolve("Halifax", "Atlantis")
    assert answer.match is None
    assert "Atlantis" in answer.why


def test_dir_6_the_printed_form_has_the_agreed_keys() -> None:
    printed = resolve("Halifax", "Canada").as_json()
    assert list(printed) == ["match", "confidence", "why", "alternatives"]
    assert printed["match"] == {
        "name": "Halifax",
        "country": "CA",
        "lat": 44.64269,
        "lon": -63.57688,
        "id": "geonames:6324729",
    }


def _rows(uid: str) -> list[gazetteer.Row]:
    return gazetteer.towns_by_id([int(uid.removeprefix("geonames:"))])
