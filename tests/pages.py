"""Fetch a page as a browser would, and check that it is sound. Every test that looks at a page goes through here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from django.test import Client

# Shapes of a drawing are closed in the tag itself, as void elements are.
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
FIELDS = frozenset({"input", "select", "textarea"})
UNSEEN = frozenset({"hidden", "submit", "button", "reset", "image"})


@dataclass
class Node:
    """An element with its attributes, its children and the text within."""

    tag: str
    attrs: dict[str, str]
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Node]:
        """Return the elements within that have one of these tags (any, where none is named), in order."""
        found, waiting = [], self.children[::-1]
        while waiting:
            node = waiting.pop()
            if not tags or node.tag in tags:
                found.append(node)
            waiting += node.children[::-1]
        return found

    @property
    def text(self) -> str:
        """Return the words within, with single blanks."""
        return " ".join(" ".join(self.words).split())

    @property
    def name(self) -> str:
        """Return what the element is called when it is read aloud."""
        pictures = " ".join(img.attrs.get("alt", "") for img in self.all("img"))
        words = f"{self.text} {pictures}".strip()
        return self.attrs.get("aria-label") or words or self.attrs.get("title", "")

    def within(self, tag: str) -> bool:
        """Say whether one of the elements around this one has that tag."""
        return self.parent is not None and (self.parent.tag == tag or self.parent.within(tag))


class _Tree(HTMLParser):
    """Builds the tree; an end tag closes up to its match."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.here = self.root
        self.unclosed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Node(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        node: Node | None = self.here
        while node is not None and node.tag != tag:
            node = node.parent
        if node is None or node.parent is None:
            self.unclosed.append(f"</{tag}> closes nothing")
            return
        if node is not self.here:
            self.unclosed.append(f"<{self.here.tag}> is not closed before </{tag}>")
        self.here = node.parent

    def handle_data(self, data: str) -> None:
        node: Node | None = self.here
        while node is not None:
            node.words.append(data)
            node = node.parent


@dataclass(frozen=True)
class Page:
    """A fetched page: its answer, its tree, and the words it shows."""

    response: Any
    root: Node
    html: str

    @property
    def text(self) -> str:
        """Return the words of the page's own part, without rail and head."""
        main = self.root.all("main")
        return main[0].text if main else self.root.text

    @property
    def title(self) -> str:
        """Return the words of the first heading."""
        return self.root.all("h1")[0].text

    @property
    def links(self) -> dict[str, str]:
        """Return the links of the page's own part: words -> address (the last of equal words)."""
        main = self.root.all("main") or [self.root]
        return {node.name: node.attrs.get("href", "") for node in main[0].all("a")}

    @property
    def addresses(self) -> list[str]:
        """Return the addresses the page's own part links to, in order."""
        main = self.root.all("main") or [self.root]
        return [node.attrs["href"] for node in main[0].all("a") if "href" in node.attrs]


def fetch(client: Client, url: str, *, status: int = 200, **kwargs: Any) -> Page:
    """Get a page, check its status and that it is sound, and return it."""
    return checked(client.get(url, **kwargs), status=status)


def send(client: Client, url: str, data: dict[str, Any] | None = None, *, status: int = 422) -> Page:
    """Post a form that is answered with a page (a refusal: 422), check that page, and return it."""
    return checked(client.post(url, data or {}), status=status)


def checked(response: Any, *, status: int = 200) -> Page:
    """Check an answer's status and the soundness of its page."""
    html = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()
    where = response.request["PATH_INFO"]
    assert response.status_code == status, (
        f"{where}: {response.status_code} instead of {status}\n{html[:2000]}"
    )
    page = Page(response, parse(html), html)
    found = faults(html)
    assert found == [], f"{where}: " + "; ".join(found)
    return page


def parse(html: str) -> Node:
    """Return the tree of a page."""
    return _tree(html).root


@lru_cache(maxsize=4)
def _tree(html: str) -> _Tree:
    """Read a page; one that was just read is asked for again by whoever looks at it next."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree


def faults(html: str) -> list[str]:
    """Return a sentence for everything that is wrong with a page, or with a fragment of one."""
    return list(_faults(html))


@lru_cache(maxsize=4)
def _faults(html: str) -> tuple[str, ...]:
    tree = _tree(html)
    root = tree.root
    whole = _frame(root) if root.all("html") else []
    return (
        *tree.unclosed,
        *whole,
        *_identities(root),
        *_headings(root),
        *_names(root),
        *_fields(root),
        *_tables(root),
        *_inline(root),
        *_leaks(html),
    )


def _frame(root: Node) -> list[str]:
    found = []
    if not any(node.attrs.get("lang") for node in root.all("html")):
        found.append("the page has no language")
    titles = [node for node in root.all("title") if not node.within("svg")]
    if len(titles) != 1 or not titles[0].text.strip(" ·"):
        found.append("the page has no title")
    elif titles[0].text.startswith("·"):
        found.append("the title lacks the name of the page")
    ones = len(root.all("h1"))
    if ones != 1:
        found.append(f"{ones} h1 instead of one")
    if len(root.all("main")) != 1:
        found.append("there is not one main part: not one main")
    return found


def _identities(root: Node) -> list[str]:
    nodes = root.all()
    counts = Counter(node.attrs["id"] for node in nodes if "id" in node.attrs)
    found = [f"the id {name!r} stands {count} times" for name, count in counts.items() if count > 1]
    found += ["an id is empty"] if "" in counts else []
    for node in nodes:
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "for"):
            missing = set(node.attrs.get(attribute, "").split()) - set(counts)
            if missing:
                found.append(f"<{node.tag} {attribute}> points at no {sorted(missing)[0]!r}")
    return found


def _headings(root: Node) -> list[str]:
    headings = root.all("h1", "h2", "h3", "h4", "h5", "h6")
    found = [f"an empty <{node.tag}>" for node in headings if not node.name]
    level = 0
    for node in headings:
        if not node.within("main"):
            continue
        step = int(node.tag[1])
        if step > level + 1:
            found.append(f"<{node.tag}> “{node.text[:40]}” follows a heading of level {level}")
        level = step
    return found


def _names(root: Node) -> list[str]:
    found = [f"<{node.tag}> says nothing: {node.attrs}" for node in root.all("a", "button") if not node.name]
    found += [
        f"a link leads nowhere: “{node.text[:40]}”" for node in root.all("a") if not node.attrs.get("href")
    ]
    found += ["a picture has no alt" for node in root.all("img") if "alt" not in node.attrs]
    found += [
        "a drawing with the role of a picture has no name"
        for node in root.all("svg")
        if node.attrs.get("role") == "img"
        and not (node.attrs.get("aria-label") or node.attrs.get("aria-labelledby"))
    ]
    return found


def _fields(root: Node) -> list[str]:
    labelled = {node.attrs["for"] for node in root.all("label") if node.attrs.get("for") and node.text}
    found = []
    for node in root.all(*FIELDS):
        if node.tag == "input" and node.attrs.get("type", "text") in UNSEEN:
            continue
        named = node.attrs.get("aria-label") or node.attrs.get("aria-labelledby")
        if not (named or node.attrs.get("id") in labelled or node.within("label")):
            found.append(f"the field {node.attrs.get('name', '')!r} has no label")
    for form in root.all("form"):
        posts = form.attrs.get("method", "get").lower() == "post"
        names = {node.attrs.get("name") for node in form.all("input")}
        if posts and "csrfmiddlewaretoken" not in names:
            found.append(f"the form to {form.attrs.get('action', 'this page')} has no token")
    return found


def _tables(root: Node) -> list[str]:
    found = []
    for table in root.all("table"):
        captions = [node for node in table.all("caption") if node.text]
        if not (captions or table.attrs.get("aria-label") or table.attrs.get("aria-labelledby")):
            found.append("a table has neither caption nor label")
        if not table.all("th"):
            found.append("a table has no headings")
    return found


def _inline(root: Node) -> list[str]:
    found = ["a style is inline" for node in root.all("style")]
    for node in root.all():
        found += [
            f"<{node.tag}> has {name}" for name in node.attrs if name == "style" or name.startswith("on")
        ]
        if node.tag == "script" and "src" not in node.attrs and node.attrs.get("type") != "application/json":
            found.append("a script is inline")
    return found


def _leaks(html: str) -> list[str]:
    """What a template shows when something was forgotten."""
    signs = (
        "{{",
        "}}",
        "{%",
        "%}",
        "&lt;bound method",
        "object at 0x",
        "QuerySet [",
        "Traceback (most recent",
    )
    return [f"the page shows {sign!r}" for sign in signs if sign in html]
