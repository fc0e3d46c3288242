"""Components with contents: `{% part "components/card.html" … %} … {% fill foot %} … {% endfill %} {% endpart %}`.

A part renders a component with the named values; what stands between the tags reaches it as `body`, and each
`{% fill name %}` as a value of that name. Without contents, plain `{% include %}` does the same.
"""

from typing import Any

from django import template
from django.core.paginator import Page
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class FillNode(Node):
    """One named piece of a part; it shows nothing where it stands."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> SafeString:
        """Nothing: the part that holds it asks for the piece by name."""
        return mark_safe("")


class PartNode(Node):
    """A component with contents."""

    child_nodelists = ("nodelist",)

    def __init__(
        self, name: FilterExpression, values: dict[str, FilterExpression], nodelist: NodeList
    ) -> None:
        self.name, self.values, self.nodelist = name, values, nodelist

    def render(self, context: Context) -> SafeString:
        """Render the contents in the page's context, then the component around them."""
        values: dict[str, Any] = {key: value.resolve(context) for key, value in self.values.items()}
        for child in self.nodelist:
            if isinstance(child, FillNode):
                values[child.name] = child.nodelist.render(context)
        body = self.nodelist.render(context)
        values["body"] = body if body.strip() else ""
        engine = context.template.engine  # type: ignore[union-attr]
        component = engine.get_template(self.name.resolve(context))
        with context.push(**values):
            return component.render(context)


@register.tag
def part(parser: Parser, token: Token) -> PartNode:
    """Read `{% part template name=value … %} … {% endpart %}`."""
    _, *bits = token.split_contents()
    if not bits:
        raise TemplateSyntaxError("{% part %} needs the name of a component.")
    name, rest = parser.compile_filter(bits[0]), bits[1:]
    values = token_kwargs(rest, parser) if rest else {}
    if rest:
        raise TemplateSyntaxError(f"{{% part %}} takes name=value pairs; it does not understand {rest[0]!r}.")
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return PartNode(name, values, nodelist)


@register.tag
def fill(parser: Parser, token: Token) -> FillNode:
    """Read `{% fill name %} … {% endfill %}`, a named piece of the part around it."""
    bits = token.split_contents()
    if len(bits) != 2:
        raise TemplateSyntaxError("{% fill %} takes one name.")
    nodelist = parser.parse(("endfill",))
    parser.delete_first_token()
    return FillNode(bits[1], nodelist)


@register.simple_tag(takes_context=True)
def sort_address(context: Context, key: str) -> str:
    """The address that sorts the list by `key`, other filters kept; a second press turns the order round."""
    query = context["request"].GET.copy()
    query["sort"] = f"-{key}" if query.get("sort") == key else key
    query.pop("page", None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_order(context: Context, key: str, standing: str = "") -> str:
    """`ascending`, `descending` or nothing: how the list is sorted by `key`, for `aria-sort`."""
    sort = context["request"].GET.get("sort") or standing
    return {key: "ascending", f"-{key}": "descending"}.get(sort, "")


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The numbers of a list's pages around the one shown, with an ellipsis for the rest."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
