"""Build hook of the wheel: shipped folders go in under proxenia/_shipped/, the built gazetteer with them."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("data", "static", "templates", "locale")
LEFT_OUT = ("-wal", "-shm", "-journal", ".pyc", ".tmp", ".part")


class ShippedFolders(BuildHookInterface):
    """Maps every file of the shipped folders, git-ignored ones too, and refuses a wheel without its gazetteer."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill `force_include`; an editable install reads the clone's own folders and needs nothing."""
        if version == "editable":
            return
        root = Path(self.root)
        if (root / "tools" / "gazetteer.py").exists() and not (
            root / "data/gazetteer/gazetteer.sqlite"
        ).exists():
            raise SystemExit("The gazetteer is not built: run `make setup` before building the wheel.")
        for folder in SHIPPED:
            for path in sorted((root / folder).rglob("*")):
                if path.is_file() and not path.name.endswith(LEFT_OUT):
                    build_data["force_include"][str(path)] = (
                        f"proxenia/_shipped/{path.relative_to(root).as_posix()}"
                    )
