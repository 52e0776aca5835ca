"""Tables to take away: CSV and XLSX that spreadsheet programs open without running anything."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# What spreadsheet programs take for the start of a formula; some read the wide signs alike.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAX_CELL = 32_000
_WIDEST = 60
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe_cell(text: object) -> str:
    """Text that a spreadsheet takes for text: no formula, no control signs, not too long."""
    plain = _CONTROL.sub("", str(text))[:_MAX_CELL]
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV that spreadsheet programs open as UTF-8."""
    table = io.StringIO()
    table.write("\ufeff")
    writer = csv.writer(table)
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return table.getvalue()


def to_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """An Excel workbook of one sheet whose cells are all text.

    Args:
        title: Name of the sheet, at most 31 characters.
        header: Names of the columns.
        rows: The cells.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(header))
    for row in rows:
        sheet.append([safe_cell(cell) for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = 4 + 2 * min(longest, _WIDEST // 2)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
