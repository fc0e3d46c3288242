"""The words from which the invented office of the measurements is made."""

GIVEN = ["Amara", "Anders", "Anna", "Bao", "Beatriz", "Carlos", "Chiara", "Dagny", "Diego", "Élodie", "Emeka", "Farid", "Fatima", "Gábor", "Hana", "Hiroshi", "Ingrid", "Ioana", "Jamal", "João", "Jürgen", "Kaito", "Katarzyna", "Lars", "Leila", "Lúcia", "Magnus", "María", "Mehmet", "Miloš", "Nadia", "Ngozi", "Nguyễn", "Olga", "Oksana", "Paulo", "Pierre", "Priya", "Rania", "Ravi", "Sakura", "Siân", "Sofia", "Søren", "Svetlana", "Thandi", "Tomáš", "Ulrike", "Viktor", "Wanjiru", "Weronika", "Xin", "Yara", "Yusuf", "Zoltán", "Zuzana"]
FAMILY = ["Abara", "Adeyemi", "Andersen", "Bakır", "Barbosa", "Bianchi", "Björk", "Caballero", "Castro", "Çelik", "Chatterjee", "Costa", "Danjuma", "Dubois", "Dvořák", "Eriksen", "Fernández", "Fischer", "García", "Göransson", "Haddad", "Hernández", "Horváth", "Ibrahim", "Ivanova", "Jansen", "Jensen", "Kamau", "Kim", "Kowalska", "Krüger", "Lefèvre", "Lindqvist", "López", "Mansour", "Mbeki", "Møller", "Moreau", "Müller", "Nagy", "Nakamura", "Ndiaye", "Novák", "O’Brien", "Okafor", "Oliveira", "Öztürk", "Petrov", "Popescu", "Quintero", "Rahman", "Rossi", "Saito", "Şahin", "Santos", "Schröder", "Silva", "Singh", "Škoda", "Suzuki", "Tanaka", "Tran", "Usman", "Vargas", "Virtanen", "Weber", "Wójcik", "Yamamoto", "Yılmaz", "Zhang", "Zieliński"]
LOCAL = (
    "王伟", "李娜", "张敏", "田中 さくら", "山本 一郎", "김민준", "Ольга Иванова", "Виктор Петров", "فاطمة حداد",
    "يوسف منصور", "Ελένη Παπαδοπούλου", "दीपिका सिंह",
)  # fmt: skip
POSTS = (
    "Mayor", "Deputy mayor", "Head of international relations", "Protocol officer", "Project manager",
    "Director", "Chair", "Secretary general", "Trade adviser", "Councillor", "Head of culture", "Rector",
)  # fmt: skip
TITLES = (
    "Meeting on {}", "Call about {}", "Delegation: {}", "Workshop on {}", "Letter about {}", "Visit: {}",
    "Study tour on {}", "Exchange on {}", "Steering group, {}", "Reception, {}",
)  # fmt: skip
SUBJECTS = (
    "port logistics", "schools", "youth exchange", "water supply", "clean buses", "the orchestra", "start-ups",
    "air quality", "tourism", "the anniversary", "trade fair", "housing", "digital services", "food markets",
    "flood protection", "cycling", "museums", "sport", "university places", "energy saving", "accessibility",
    "the budget", "next steps", "the renewal", "public health", "waste", "smart lighting", "film",
)  # fmt: skip
PROMISES = (
    "Send the draft of {}", "Name a contact for {}", "Host the next round on {}", "Report on {}",
    "Pay the share for {}", "Translate the paper on {}",
)  # fmt: skip
BODIES = (
    ("Chamber of Commerce of {}", "chamber"), ("University of {}", "university"), ("Port of {}", "seaport"),
    ("{} Investment Agency", "economic_development_organisation"), ("{} Twinning Association", "ngo"),
    ("{} Airport", "airport"), ("{} Incubator", "incubator"),
)  # fmt: skip
UNITS = ("International Office", "Culture", "Economy", "Education", "Environment", "Port")
