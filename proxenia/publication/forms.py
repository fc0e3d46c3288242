"""What one types about papers: a template to take in, the parts to leave out."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TemplateForm(forms.Form):
    """A Word document and what to call it."""

    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Empty: the file's name.")
    )
    file = forms.FileField(
        label=_("Word document"),
        help_text=_("A .docx in which names in braces say where the parts go."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )
