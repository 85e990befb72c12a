"""People: contacts and talent. Who they are stands encrypted; every reading in plain text leaves a row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kechuang_web.audit.append_only import AppendOnlyModel
from kechuang_web.register.models import fields
from kechuang_web.register.models.base import Row


class Person(Row):
    """A person. ``sealed`` holds the personal fields encrypted (see ``sealing.py``); ``label`` is a name nobody is known by (张**).

    The hashes are keyed, so that an exact name, telephone or identity number can be found and none can be guessed from the table.
    ``sealing_key`` is the person's own key, itself sealed with the installation's: without it neither the row nor its history
    can be read again, which is how a person is erased.
    """

    END = "ended_on"

    organisation = fields.link("register.Organisation", _("单位"), "people")
    kind = fields.code(_("人员类别"), "person_kind")
    label = fields.text(_("称呼"), 40)
    sealed = models.BinaryField(_("个人信息"), default=bytes, blank=True, editable=False)
    sealing_key = models.BinaryField(default=bytes, blank=True, editable=False)
    name_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    identity_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    position = fields.text(_("职务"), 100)
    professional_title = fields.code(_("职称"), "professional_title")
    degree = fields.code(_("学位"), "degree")
    speciality = fields.text(_("专业方向"))
    talent_class = fields.text(_("人才类别"), 120)
    joined_on = fields.day(_("开始日期"))
    ended_on = fields.day(_("结束日期"))
    note = fields.note()

    class Meta:
        verbose_name = _("人员")
        ordering = ["organisation", "kind", "id"]
        indexes = [
            models.Index(fields=["region", "phone_hash"], name="person_phone"),
            models.Index(fields=["region", "identity_hash"], name="person_identity"),
            models.Index(fields=["region", "name_hash"], name="person_name"),
        ]
        constraints = [fields.in_order("person", "joined_on", "ended_on")]

    def __str__(self) -> str:
        return self.label


class PersonalReading(AppendOnlyModel):
    """Somebody read personal data in plain text: who, when, what of whom, and what for."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=150)
    actor_role = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=64, blank=True)
    region = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="readings")
    columns = models.JSONField()
    purpose = models.CharField(max_length=60)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["region", "person"], name="readings_of_a_person")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.person_id} {self.purpose}"
