"""Notes, files and kept views."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """A remark on a record."""

    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000)


class FileForm(forms.Form):
    """A file for a record."""

    file = forms.FileField(label=_("File"), help_text=_("PDF, Word, LibreOffice or a picture, up to 20 MB."))
    title = forms.CharField(label=_("Title"), required=False, max_length=200)


class ViewForm(forms.Form):
    """Keep the filters of a page under a name."""

    name = forms.CharField(label=_("Name of the view"), max_length=100)
    page = forms.CharField(widget=forms.HiddenInput, max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    back = forms.CharField(widget=forms.HiddenInput, max_length=500)
    is_shared = forms.BooleanField(label=_("Share with the office"), required=False)
