"""What is asked for a client's key."""

from django import forms


class ClientKeyForm(forms.Form):
    """One person's key, or anybody's."""

    developer_id = forms.CharField(
        max_length=200,
        required=False,
        label="For one developer (optional)",
        help_text="Events that name nobody count as theirs. Only a pseudonym is kept.",
    )
