"""Which way imports go: every module has a place (app and slot), and a rule says which places it may import."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APPS = (
    "core", "audit", "accounts", "records", "places", "instruments", "indicators", "directory", "commitments",
    "evidence", "strategy", "risk", "portfolio", "engagements", "intake", "communities", "integrity", "results",
    "reviews", "planning", "prioritisation", "benchmark", "publication", "desk", "exchange",
)  # fmt: skip
LEVELS = (
    ("methods",),
    ("models",),
    ("rules",),
    ("access",),
    ("queries",),
    ("actions",),
    ("readers", "sheets", "documents", "forms", "filters"),
    ("views", "api", "jobs"),
)
RANK = {slot: rank for rank, slots in enumerate(LEVELS) for slot in slots}
READERS, VIEWS = RANK["readers"], RANK["views"]
# Wiring may see everything beneath it: `urls` and what Django looks up by name.
WIRING = {"apps", "urls", "templatetags", "management", "migrations", "middleware", "context", "backends"}
# Modules that are a slot by what they do, not by their name.
KIN = {
    ("evidence", "sources"): "readers",
    ("evidence", "expressions"): "queries",
    ("evidence", "engine"): "queries",
    ("evidence", "countries"): "queries",
    ("evidence", "store"): "queries",
    # The forms and buttons that registers of every room are made of; it is no page itself.
    ("records", "views.entries"): "forms",
}


@dataclass(frozen=True)
class Place:
    """Where a module stands. `slot` is a slot, 'wiring', 'top', or the reason why it stands nowhere."""

    app: str
    slot: str

    @property
    def height(self) -> int:
        """The app's rung."""
        return APPS.index(self.app)

    @property
    def rank(self) -> int:
        """The slot's level."""
        return RANK[self.slot]


def place(module: str) -> Place | None:
    """The place of `proxenia.…`; None for the bare package and bare apps, which are empty."""
    parts = module.split(".")
    if len(parts) == 1 or (len(parts) == 2 and parts[1] in APPS and parts[1] != "core"):
        return None
    head = parts[1]
    if head in ("methods", "core"):
        return Place(head, head)
    if head not in APPS:
        return Place("top", "top")
    slot = KIN.get((head, ".".join(parts[2:4])), KIN.get((head, parts[2]), parts[2]))
    if slot in WIRING:
        return Place(head, "wiring")
    return Place(head, slot if slot in RANK else f"no slot is called {slot}")


def may_import(importer: Place, imported: Place) -> bool:
    """HOUSE, 'Which way imports go', between two modules that each have a place."""
    if importer.slot == "top":
        return True
    if imported.slot == "top":
        return False
    if importer.app in ("core", "methods"):
        return imported.app == importer.app
    if imported.app in ("core", "methods"):
        return True
    if importer.slot == "wiring":
        return imported.height <= importer.height
    if imported.slot == "wiring":
        return False
    return app_to_app(importer, imported)


def app_to_app(importer: Place, imported: Place) -> bool:
    """The rule between two slots of apps."""
    if importer.app == imported.app:
        # Equal slots: the modules of one package; rings among them are found apart.
        return imported.rank < importer.rank or imported.slot == importer.slot
    lower_app = imported.height < importer.height
    if importer.rank >= READERS:
        same_level = imported.rank == importer.rank and importer.rank != VIEWS
        return imported.rank < importer.rank or (lower_app and same_level)
    return lower_app and imported.rank <= importer.rank


def module_name(path: Path, root: Path) -> str:
    """`proxenia/core/values/text.py` → `proxenia.core.values.text`."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def exists(module: str, root: Path) -> bool:
    """Whether a dotted name is a module of the repository."""
    path = root.joinpath(*module.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def targets(node: ast.AST, module: str, is_package: bool) -> list[str]:
    """The dotted names that one import statement (or `import_module("…")`) may bring in, most exact first."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parents = module.split(".")[
                : None if is_package and node.level == 1 else -(node.level - is_package)
            ]
            base = ".".join([*parents, *([node.module] if node.module else [])])
        return [f"{base}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("import_module", "import_string"):
            return [str(node.args[0].value)]
    return []


def imports(path: Path, root: Path, tree: ast.AST | None = None) -> Iterator[str]:
    """Modules of `proxenia` that a file imports, wherever in the file."""
    module, is_package = module_name(path, root), path.name == "__init__.py"
    for node in ast.walk(tree or ast.parse(path.read_text(encoding="utf-8"))):
        for target in targets(node, module, is_package):
            name = target
            while name and not exists(name, root):
                name = name.rpartition(".")[0]
            if name.split(".")[0] == "proxenia":
                yield name


def breaches(files: list[Path], root: Path) -> list[str]:
    """One sentence per import that goes the wrong way, naming both files."""
    found = []
    for path in files:
        here = module_name(path, root)
        importer = place(here)
        if importer is not None and importer.slot.startswith("no slot"):
            found.append(f"{path.relative_to(root)}: {importer.slot}")
            continue
        for there in sorted(set(imports(path, root))):
            imported = place(there)
            if importer is None or imported is None or imported.slot.startswith("no slot") or there == here:
                continue
            if not may_import(importer, imported):
                target = root.joinpath(*there.split("."))
                name = target.with_suffix(".py") if target.with_suffix(".py").exists() else target
                found.append(f"{path.relative_to(root)} imports {name.relative_to(root)}")
    return found


def at_import_time(tree: ast.Module) -> ast.Module:
    """The file without function bodies and TYPE_CHECKING blocks: what runs when it is imported."""

    class Outline(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            """Functions run later."""

        def visit_If(self, node: ast.If) -> ast.AST | None:
            """`if TYPE_CHECKING:` never runs."""
            return None if "TYPE_CHECKING" in ast.unparse(node.test) else node

    return Outline().visit(ast.parse(ast.unparse(tree)))


def rings(files: list[Path], root: Path) -> list[str]:
    """Circles of imports, each as `a → b → a`."""
    graph = {}
    for path in files:
        outline = at_import_time(ast.parse(path.read_text(encoding="utf-8")))
        graph[module_name(path, root)] = set(imports(path, root, outline))
    found: dict[frozenset[str], str] = {}

    def walk(trail: list[str]) -> None:
        for target in graph.get(trail[-1], set()) - done:
            if target in trail and target != trail[-1]:
                ring = trail[trail.index(target) :]
                found.setdefault(frozenset(ring), " → ".join([*ring, target]))
            elif target not in trail:
                walk([*trail, target])
        done.add(trail[-1])

    done: set[str] = set()
    for module in graph:
        walk([module])
    return sorted(found.values())
