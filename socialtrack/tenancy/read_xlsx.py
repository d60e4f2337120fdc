"""A workbook (XLSX, XLSM) as rows of cells: values alone, as a person reads them. Only Python.

Nothing in the file is believed: neither the sizes and dimensions that it declares, nor the formulas, macros and links
that it carries, which are not even opened. See docs/decisions/0011.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat

from ..kernel.errors import Invalid
from .cell_rules import Format, format_of, text_of
from .read_sheet import DEEPEST, CellValues, SheetReader
from .read_table import LONGEST_CELL, Table

MOST_UNPACKED = 100_000_000  # bytes, over all parts, as declared and as really read
MOST_RATIO = 200  # unpacked to packed: honest sheets stay under 100
MOST_PARTS = 2_000
MOST_ELEMENTS = 1_000_000
MOST_SHEETS = 100
_LONGEST_TAG = 1_000_000  # bytes
_CHUNK = 65_536
# Rows and cells that hold nothing but their look: a column coloured to the bottom makes a million of them.
_NOTHING = re.compile(rb'<(?:\w{1,8}:)?(?:row|c) r="[A-Z0-9]{1,10}"[^<>]*/>')

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, EOFError, ValueError, OverflowError),
    *(LookupError, NotImplementedError, RuntimeError),  # LookupError: an XML encoding that nobody knows, too
)


def is_workbook(data: bytes) -> bool:
    """Whether the file is for `read_xlsx` to read, or to refuse with the name of what it is."""
    return data.startswith((_ZIP, _OLE))


def read_xlsx(data: bytes, sheet: int = 0) -> Table:
    """One of the visible sheets, the first if there is no such one.

    Raises:
        Invalid: it is another kind of file, or it is damaged, locked, or hostile.
    """
    if data.startswith(_OLE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Invalid("file-is-locked" if is_locked else "file-is-old-workbook", field="file")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _read(_Package(archive), sheet)
    except _DAMAGED as error:
        raise Invalid("file-is-damaged", field="file") from error


def _read(package: "_Package", wanted: int) -> Table:
    root = package.links("_rels/.rels", "")
    workbook = root.get("officeDocument", ["xl/workbook.xml"])[0]
    if workbook not in package.parts:
        raise Invalid("file-is-open-document" if package.is_open_document() else "file-not-a-list", field="file")
    if not workbook.endswith(".xml"):
        raise Invalid("file-is-old-workbook", field="file")
    folder, name = posixpath.split(workbook)
    links = package.links(f"{folder}/_rels/{name}.rels", folder)
    found = _Workbook()
    package.parse(workbook, found.start)
    sheets = [(name, by_id) for name, by_id in found.visible() if by_id in package.by_id]
    if not sheets:
        raise Invalid("file-without-lines", field="file")
    wanted = wanted if 0 <= wanted < len(sheets) else 0
    strings = _Strings()
    for part in links.get("sharedStrings", [])[:1]:
        package.parse(part, strings.start, strings.end, strings.hear)
    styles = _Styles()
    for part in links.get("styles", [])[:1]:
        package.parse(part, styles.start, styles.end)
    values = CellValues(strings.found, styles.formats(), is_1904=found.is_1904)
    sheet = SheetReader(values, package.elements_left)
    package.feed(package.by_id[sheets[wanted][1]], sheet.parser())
    return Table(tuple(sheet.rows), tuple(name for name, _ in sheets), wanted, merged=tuple(sheet.merged))


class _Package:
    """The parts of the file that are read, each within what is left of the whole's measure."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise Invalid("file-unpacks-too-big", field="file")
        if any(part.flag_bits & 1 for part in parts):
            raise Invalid("file-is-locked", field="file")
        unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
        if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 10_000):
            raise Invalid("file-unpacks-too-big", field="file")
        self.parts = {part.filename: part for part in parts}
        self.by_id: dict[str, str] = {}
        self.bytes_left, self.elements_left = MOST_UNPACKED, MOST_ELEMENTS

    def is_open_document(self) -> bool:
        kind = self.parts.get("mimetype")
        return kind is not None and kind.file_size < 200 and b"opendocument" in self.archive.read(kind)

    def links(self, part: str, folder: str) -> dict[str, list[str]]:
        """Where a part leads, by the kind of what stands there. What lies outside of the file is not followed."""
        by_kind: dict[str, list[str]] = {}

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                target = given["Target"]
                where = posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")
                by_kind.setdefault(given["Type"].rpartition("/")[2], []).append(where.lstrip("/"))
                if given["Type"].endswith("/worksheet"):
                    self.by_id[given["Id"]] = where.lstrip("/")

        if part.lstrip("/") in self.parts:
            self.parse(part.lstrip("/"), start)
        return by_kind

    def parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        hear: Callable[[str], None] | None = None,
    ) -> None:
        """Tell the elements of a part, by their local names."""
        parser = expat.ParserCreate(namespace_separator=" ")
        depth = 0

        def started(name: str, given: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements_left -= 1
            if depth > DEEPEST or self.elements_left < 0:
                raise Invalid("file-has-too-many-cells", field="file")
            start(name[name.rfind(" ") + 1 :], given)

        def ended(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(name[name.rfind(" ") + 1 :])

        parser.StartElementHandler, parser.EndElementHandler = started, ended
        parser.CharacterDataHandler = hear
        self.feed(part, parser)

    def feed(self, part: str, parser: expat.XMLParserType) -> None:
        """Give a part to whoever takes it apart, chunk by chunk."""
        parser.buffer_text = True
        # A workbook declares no types and no entities: whoever does so means harm.
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_declarations
        info, fed = self.parts[part], 0
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        with self.archive.open(info) as opened:
            while chunk := opened.read(_CHUNK):
                self.bytes_left -= len(chunk)
                told = _NOTHING.sub(b"", chunk)
                fed += len(told)
                if self.bytes_left < 0 or fed - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG + _CHUNK:
                    raise Invalid("file-unpacks-too-big", field="file")
                parser.Parse(told)
        parser.Parse(b"", True)


def _refuse_declarations(*told: object) -> None:
    raise Invalid("file-is-damaged", field="file")


class _Workbook:
    """The sheets, in the order of their tabs."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "workbookPr":
            self.is_1904 = given.get("date1904") in ("1", "true")
        elif tag == "sheet" and len(self.sheets) < MOST_SHEETS:
            by_id = next((value for name, value in given.items() if name.endswith(" id")), "")
            self.sheets.append((given.get("name", "")[:100], by_id, given.get("state", "visible") == "visible"))

    def visible(self) -> list[tuple[str, str]]:
        return [(name, by_id) for name, by_id, is_visible in self.sheets if is_visible]


class _Strings:
    """The texts that cells name by number. What is said of their pronunciation is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._heard: list[str] = []
        self._length = self._aside = 0
        self._listens = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "si":
            self._heard, self._length = [], 0
        elif tag == "rPh":
            self._aside += 1
        elif tag == "t":
            self._listens = not self._aside

    def hear(self, text: str) -> None:
        if self._listens and self._length <= LONGEST_CELL:
            self._length += len(text)
            self._heard.append(text)

    def end(self, tag: str) -> None:
        if tag == "si":
            self.found.append(text_of("".join(self._heard)))
        elif tag == "rPh":
            self._aside -= 1
        elif tag == "t":
            self._listens = False


class _Styles:
    """How numbers are shown, by the style of their cell."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._of_style: list[int] = []
        self._is_within = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "numFmt":
            self._codes[int(given["numFmtId"])] = given["formatCode"][:200]
        elif tag == "cellXfs":
            self._is_within = True
        elif tag == "xf" and self._is_within:
            self._of_style.append(int(given.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._is_within = False

    def formats(self) -> list[Format]:
        known = {number: format_of(number, self._codes.get(number)) for number in set(self._of_style)}
        return [known[number] for number in self._of_style]
