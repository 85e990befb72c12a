"""Why a file is not taken in: each reason one sentence with the next step."""

from __future__ import annotations

from kechuang.files import FileRefusedError, Limits, Refusals


class IntakeRefusedError(FileRefusedError):
    """A file that is not read. ``code`` is stable, for pages and tests; the message is for the person.

    >>> refuse("macros", "年报.xlsm").message("zh")
    '“年报.xlsm”带有宏，为安全起见未读取；请在 Excel 或 WPS 里另存为不带宏的 .xlsx 后再报。'
    """


#: A year's returns of a whole city fit; more is refused by name.
LIMITS = Limits(
    max_bytes=300 * 1024 * 1024, max_inflated_bytes=2 * 1024 * 1024 * 1024, max_entries=5_000, max_ratio=500
)
#: Columns a sheet may have; bureaus' widest forms have some three hundred.
MAX_COLUMNS = 2_000
#: Characters one cell may hold, as in Excel.
MAX_TEXT = 32_767
#: Sheets a workbook may have.
MAX_SHEETS = 500
#: Shared texts a workbook may have: they are kept in memory while its sheets are read.
MAX_TEXTS = 5_000_000

_SENTENCES: dict[str, tuple[str, str]] = {
    "empty": (
        "“{name}”是空的，没有可读的表格；请检查是否选错了文件。",
        "“{name}” is empty and holds no table; check that it is the right file.",
    ),
    "not_a_file": (
        "“{name}”不是文件（是文件夹或设备）；请给出一个表格文件。",
        "“{name}” is not a file but a folder or device; name one file with a table.",
    ),
    "oversized": (
        "“{name}”有 {size}，超过上限 {limit}；请按年份或部门拆分后分次报送。",
        "“{name}” has {size}, more than the limit of {limit}; split it by year or office.",
    ),
    "binary": (
        "“{name}”不是表格文件（{found}）；请提供 .xlsx、.xls、.csv 或带表格的 .docx。",
        "“{name}” is no file with a table ({found}); give an .xlsx, .xls, .csv, or a .docx with tables.",
    ),
    "nul": (
        "“{name}”里有空字节（第 {position} 个字节），不是完好的文本表格；请用原软件另存一份。",
        "“{name}” holds a NUL byte (byte {position}) and is no sound text table; save it anew in its own program.",
    ),
    "macros": (
        "“{name}”带有宏，为安全起见未读取；请在 Excel 或 WPS 里另存为不带宏的 .xlsx 后再报。",
        "“{name}” contains macros and was not read for safety; save it as an .xlsx without macros and send that.",
    ),
    "binary_workbook": (
        "“{name}”是二进制工作簿（.xlsb），不能检查其内容，未读取；请另存为 .xlsx 后再报。",
        "“{name}” is a binary workbook (.xlsb), whose content cannot be checked; save it as .xlsx and send that.",
    ),
    "unsafe_xml": (
        "“{name}”内含实体定义（可能是攻击代码），未读取；请用 Excel 或 WPS 另存一份。",
        "“{name}” defines XML entities, which may be an attack, and was not read; save it anew in Excel or WPS.",
    ),
    "dde": (
        "“{name}”里有会启动其他程序的 DDE 链接，为安全起见未读取；请删去该链接（数据—编辑链接）后再报。",
        "“{name}” holds a DDE link that starts other programs and was not read for safety; remove it (Data, Edit links) and send it again.",
    ),
    "other_format": (
        "“{name}”是{found}，不是能读的表格；请另存为 .xlsx 后再报。",
        "“{name}” is {found}, not a table that can be read; save it as .xlsx and send that.",
    ),
    "too_wide": (
        "“{name}”的工作表“{sheet}”用到第 {columns} 列，超过上限 {limit} 列；请删去多余的列后再报。",
        "The sheet “{sheet}” of “{name}” reaches column {columns}, more than the limit of {limit}; remove the columns that are not needed.",
    ),
    "too_many": (
        "“{name}”有 {count} {what}，超过上限 {limit}；请拆分后再报。",
        "“{name}” has {count} {what}, more than the limit of {limit}; split it and send the parts.",
    ),
    "no_tables": (
        "“{name}”里没有表格；请把数据放在 Word 表格里，或改报 .xlsx。",
        "“{name}” holds no table; put the figures into a Word table or send an .xlsx.",
    ),
    "no_rows": (
        "“{name}”里没有任何数据；请检查是否选错了文件。",
        "“{name}” holds no data at all; check that it is the right file.",
    ),
}

refuse = Refusals(_SENTENCES, IntakeRefusedError)
