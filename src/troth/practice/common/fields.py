"""Fields whose words are encrypted before they reach the database.

The row's ``data_key`` opens them. The ciphertext is bound to model, field and row, so that it cannot be moved.
SQL, logs and ``repr`` only ever see bytes; the words exist on a loaded object, from the moment they are asked for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from troth.practice.common import crypto

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Ciphertext(NamedTuple):
    """Bytes as they lie in the database."""

    sealed: bytes

    def __repr__(self) -> str:
        return "Ciphertext(…)"


class _Opening(DeferredAttribute):
    field: Any

    """Opens the ciphertext when somebody reads the attribute, and not before."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Ciphertext):
            value = self.field.open_for(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _EncryptedField(models.BinaryField):  # type: ignore[type-arg]
    descriptor_class = _Opening

    def from_db_value(self, value: bytes | None, *_: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:  # noqa: FBT001 - Django's own signature
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Ciphertext):
            return value
        return self.seal_for(model_instance, value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's own signature
        if value is not None and not isinstance(value, Ciphertext):
            message = f"{self.name} is encrypted: save the object, do not write or look up plain values"
            raise TypeError(message)
        return super().get_db_prep_value(value and value.sealed, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise as an empty word: ``dumpdata`` must not become a way out."""
        return ""

    def seal_for(self, instance: models.Model, value: Any) -> Ciphertext:
        return Ciphertext(crypto.seal(_key_of(instance), self.encode(value), place=self._place(instance)))

    def open_for(self, instance: models.Model, value: Ciphertext) -> Any:
        return self.decode(crypto.unseal(_key_of(instance), value.sealed, place=self._place(instance)))

    def _place(self, instance: models.Model) -> str:
        return f"{instance._meta.label_lower}.{self.attname}:{instance.pk}"

    def encode(self, value: Any) -> bytes:
        raise TypeError

    def decode(self, message: bytes) -> Any:
        raise TypeError


class EncryptedTextField(_EncryptedField):
    """Text under the row's data key."""

    def encode(self, value: str) -> bytes:
        return value.encode()

    def decode(self, message: bytes) -> str:
        return message.decode()


class EncryptedJSONField(_EncryptedField):
    """A JSON value under the row's data key."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, message: bytes) -> Any:
        return json.loads(message)


def _key_of(instance: models.Model) -> bytes:
    key: bytes = instance.data_key.opened()  # type: ignore[attr-defined]
    return key
