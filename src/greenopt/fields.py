"""
The kinds of value a field of a case can hold, and how each is read from text.

Everything a planner writes arrives as text. A field's type says what the text must be; pydantic calls the reader,
and a mistake becomes a ``UnitError`` that carries what to write instead. Money in plain numbers is in the case's
own unit, which the reader finds in the validation context (``Units``).
"""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from greenopt.language import Message, Text, printable, say
from greenopt.units import Quantity, UnitError, convert, decimal_text, parse_number, parse_quantity

FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_ID = 80
_LETTERS = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
"""Latin letters, the Vietnamese among them; those of other scripts look like them and are not."""
_PARTS = re.compile(r"([0-9]{1,2000})/([1-9][0-9]{0,1999})( ?%)?")
"""A fraction, as a plan may hold it where no decimal does: 100/3 %."""
_LETTER = re.compile(f"[{_LETTERS}]")
_IDENTIFIER = re.compile(f"[{_LETTERS}0-9][{_LETTERS}0-9_-]*")
_IDENTIFIERS = re.compile(rf"(?:{_IDENTIFIER.pattern}+(?:\n|\Z))*+")


class Units(NamedTuple):
    """The units a case is written in; validation context of every field."""

    money: str = "million VND"
    emissions: str = "tCO2e"
    energy: str = "MWh"


class Record(BaseModel):
    """Base of everything read from a file: frozen, refuses unknown keys, documents each field beneath it."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)


def reader(read: Callable[[str, Units], Any]) -> PlainValidator:
    """Return what reads the text of a field; ``UnitError`` says what is wrong with it."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            if isinstance(value, (dict, list)):
                raise UnitError(say("a single value belongs here"), say("write one number or word"))
            return value
        units = info.context if isinstance(info.context, Units) else Units()
        return read(value, units)

    return PlainValidator(validate)


def _text_schema(pattern: str, *, number: bool = False, description: str) -> WithJsonSchema:
    kinds = ["string", "number"] if number else ["string"]
    return WithJsonSchema({"type": kinds if number else "string", "pattern": pattern, "description": description})


def _money(text: str, units: Units) -> Fraction:
    return _amount_of_money(parse_quantity(text), text, units)


def _amount_of_money(quantity: Quantity, text: str, units: Units) -> Fraction:
    if quantity.is_share or quantity.per_year:
        raise UnitError(
            say("money is meant here, not '{text}'", text=printable(text)),
            say("write an amount in {unit}", unit=units.money),
        )
    value = convert(quantity, units.money)
    if value < 0:
        raise UnitError(say("money cannot be negative"), say("write an amount of zero or more"))
    return value


def _money_per_year(text: str, units: Units) -> Fraction:
    quantity = parse_quantity(text)
    if not quantity.per_year:
        example = "150" if quantity.is_share else printable(text)
        raise UnitError(say("money per year is meant here"), say("write {text}/yr", text=example))
    return _amount_of_money(quantity._replace(per_year=False), text, units)


def _share(text: str, units: Units) -> Fraction:
    quantity = parse_quantity(text)
    if not quantity.is_share:
        raise UnitError(say("a share needs its percent sign"), _percent_hint(quantity))
    if not 0 <= quantity.value <= 1:
        raise UnitError(say("a share lies between 0 % and 100 %"), say("write a share from 0 % to 100 %"))
    return quantity.value


def _settled_money(text: str, units: Units) -> Fraction:
    parts = _PARTS.fullmatch(text)
    return Fraction(int(parts[1]), int(parts[2])) if parts and not parts[3] else _money(text, units)


def _settled_share(text: str, units: Units) -> Fraction:
    parts = _PARTS.fullmatch(text)
    if not parts or not parts[3]:
        return _share(text, units)
    value = Fraction(int(parts[1]), int(parts[2]) * 100)
    if value > 1:
        raise UnitError(say("a share lies between 0 % and 100 %"), say("write a share from 0 % to 100 %"))
    return value


def _rate(text: str, units: Units) -> Fraction:
    quantity = parse_quantity(text)
    if not quantity.is_share:
        raise UnitError(say("a rate needs its percent sign"), _percent_hint(quantity))
    if not 0 <= quantity.value < 1:
        raise UnitError(say("a yearly rate lies between 0 % and 100 %"), say("write a rate such as 3 %"))
    return quantity.value


def _percent_hint(quantity: Quantity) -> Message:
    """Say how a bare number would be written as a share; below one it is probably the fraction that Excel keeps."""
    if quantity.unit:
        return say("write a share such as 40 %")
    if not 0 < quantity.value < 1:
        return say("write {text} %", text=decimal_text(quantity.value))
    return say(
        "write {percent} %, or {text} % if so little is meant",
        percent=decimal_text(quantity.value * 100),
        text=decimal_text(quantity.value),
    )


def _whole(text: str, units: Units) -> int:
    value = parse_number(text)
    if value.denominator != 1 or value < 0:
        raise UnitError(
            say("'{text}' is not a whole number", text=printable(text)), say("write a whole number, zero or more")
        )
    return int(value)


def _year(text: str, units: Units) -> int:
    if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise UnitError(
            say("'{text}' is not a year", text=printable(text)), say("write a year in four digits, such as 2025")
        )
    return int(text)


def _duration(text: str, units: Units) -> int:
    quantity = parse_quantity(text)
    value = convert(quantity, "yr")
    if quantity.unit == "" or quantity.per_year:
        raise UnitError(
            say("a number of years needs its unit"), say("write {text} yr", text=decimal_text(quantity.value))
        )
    if value.denominator != 1 or not 1 <= value <= 200:
        raise UnitError(say("a lifetime is a whole number of years"), say("write whole years, from 1 yr to 200 yr"))
    return int(value)


def _flag(text: str, units: Units) -> bool:
    if text not in ("true", "false"):
        raise UnitError(say("'{text}' is neither true nor false", text=printable(text)), say("write true or false"))
    return text == "true"


def _identifier(text: str, units: Units) -> str:
    foreign = next((each for each in text[:LONGEST_ID] if each.isalpha() and not _LETTER.fullmatch(each)), None)
    if foreign is not None:
        code = f"{ord(foreign):04X}"
        raise UnitError(
            say("'{text}' cannot be a name, for its letter U+{code} is not Latin", text=printable(text), code=code),
            say("type it anew: write Latin letters, digits, _ and -, first a letter or digit"),
        )
    if len(text) > LONGEST_ID or not _IDENTIFIER.fullmatch(text):
        raise UnitError(
            say("'{text}' cannot be a name", text=printable(text)),
            say(
                "write Latin letters, digits, _ and -, first a letter or digit; at most {most} characters",
                most=LONGEST_ID,
            ),
        )
    return text


def are_identifiers(texts: Sequence[str]) -> bool:
    """Return whether each of many texts can be a name."""
    joined = "\n".join(texts)
    return _IDENTIFIERS.fullmatch(joined) is not None and max(map(len, texts), default=0) <= LONGEST_ID


def _quantity(text: str, units: Units) -> Quantity:
    return parse_quantity(text)


def _two_languages(value: Any) -> Any:
    if isinstance(value, str):
        return Text(value, value)
    if isinstance(value, dict):
        wrong = sorted(set(value) - {"en", "vi"})
        if wrong or not value or not all(isinstance(each, str) for each in value.values()):
            raise UnitError(
                say("a text has the languages vi and en"), say("write {example}", example='{vi: "…", en: "…"}')
            )
        first = next(iter(value.values()))
        return Text(value.get("en", first), value.get("vi", first))
    if isinstance(value, Text):
        return value
    raise UnitError(say("a text is meant here"), say("write {example}", example='{vi: "…", en: "…"}'))


def _never_empty(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and not value:
        raise UnitError(say("the list is empty"), say("name at least one, or leave the key out"))
    return value


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) < len(names):
        twice = next(name for number, name in enumerate(names) if name in names[:number])
        raise UnitError(say("'{name}' is named twice", name=twice), say("name it once"))
    return names


_NUMBER_PATTERN = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?"
Money = Annotated[
    Fraction,
    reader(_money),
    _text_schema(_NUMBER_PATTERN, number=True, description="Money, in units.money unless a unit is written"),
]
MoneyPerYear = Annotated[
    Fraction,
    reader(_money_per_year),
    _text_schema(_NUMBER_PATTERN + ".*/(yr|year|năm)$", description="Money per year, such as 150/yr"),
]
Share = Annotated[Fraction, reader(_share), _text_schema(_NUMBER_PATTERN + " ?%$", description="A share, such as 40 %")]
_PARTS_PATTERN = _NUMBER_PATTERN + r"|^[0-9]+/[1-9][0-9]*"
SettledMoney = Annotated[
    Fraction,
    reader(_settled_money),
    _text_schema(_PARTS_PATTERN, number=True, description="Money, such as 280 or the fraction 700/3"),
]
SettledShare = Annotated[
    Fraction,
    reader(_settled_share),
    _text_schema(f"({_PARTS_PATTERN}) ?%$", description="A share, such as 40 % or the fraction 100/3 %"),
]
Rate = Annotated[
    Fraction, reader(_rate), _text_schema(_NUMBER_PATTERN + " ?%$", description="A yearly rate, such as 3 %")
]
Amount = Annotated[
    Quantity,
    reader(_quantity),
    _text_schema(_NUMBER_PATTERN, number=True, description="A number, with its unit or % where one is meant"),
]
Count = Annotated[int, reader(_whole), _text_schema(r"^(0|[1-9][0-9]*)$", number=True, description="A whole number")]
Year = Annotated[int, reader(_year), _text_schema(r"^[0-9]{4}$", number=True, description="A year, such as 2025")]
Duration = Annotated[
    int, reader(_duration), _text_schema(r"^[1-9][0-9]* ?(yr|year|years|năm)$", description="Years, such as 15 yr")
]
Flag = Annotated[bool, reader(_flag), WithJsonSchema({"type": "boolean"})]
Identifier = Annotated[
    str, reader(_identifier), _text_schema(r"^\w[\w-]*$", description="A name: letters, digits, _ and -")
]
TwoLanguages = Annotated[
    Text,
    PlainValidator(_two_languages),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"vi": {"type": "string"}, "en": {"type": "string"}},
                    "additionalProperties": False,
                },
            ],
            "description": "A text, in both languages or one for both",
        }
    ),
]
_Item = TypeVar("_Item")
Some = Annotated[tuple[_Item, ...], BeforeValidator(_never_empty)]
"""A list that names at least one."""
Names = Annotated[Some[Identifier], AfterValidator(_each_once)]
"""A list of names, none of them twice: money of a fund named twice would count twice."""


class Selector(Record):
    """Which projects are meant: lists are OR, keys are AND; without any key, all projects."""

    sectors: Names | None = None
    """Sectors, any of them."""
    kinds: Names | None = None
    """Kinds: efficiency, renewable, cleaner_production, enabling."""
    tags: Names | None = None
    """Tags; a project needs one of them."""
    places: Names | None = None
    """Places, any of them."""
    facilities: Names | None = None
    """Facilities, any of them."""
    meets: Names | None = None
    """Declared conditions; a project needs all of them."""
    projects: Names | None = None
    """Projects by name."""
    status: Names | None = None
    """candidate, committed, required."""
    exclude: "Selector | None" = Field(default=None, alias="not")
    """Projects that are not meant, though the other keys name them."""
    funds: Names | None = Field(default=None, alias="from")
    """Only money of these funds."""

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def matches(self, project: Any) -> bool:
        """Return whether a project is meant; ``project`` bears the attributes of ``greenopt.project.Project``."""
        one_of = (
            (self.sectors, (project.sector,)),
            (self.kinds, (project.kind,)),
            (self.tags, project.tags),
            (self.places, (project.place,)),
            (self.facilities, (project.facility,)),
            (self.projects, (project.id,)),
            (self.status, (project.status,)),
        )
        if any(wanted is not None and not set(wanted) & set(held) for wanted, held in one_of):
            return False
        if self.meets is not None and not set(self.meets) <= set(project.meets):
            return False
        return self.exclude is None or not self.exclude.matches(project)


EVERYTHING = Selector()
"""All projects, all funds."""
