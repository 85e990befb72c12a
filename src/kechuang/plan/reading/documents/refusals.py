"""Why a file is not read: each reason one sentence that names the file, what is wrong and what to do next."""

from __future__ import annotations

from kechuang.files import FileRefusedError, Refusals


class DocumentRefusedError(FileRefusedError):
    """A file that is not read. ``code`` is stable, for pages and tests; the message is for the person.

    >>> refuse("empty", "规划.docx").message("zh")
    '“规划.docx”是空的，没有可读的文字；请检查是否选错了文件。'
    """


_SENTENCES: dict[str, tuple[str, str]] = {
    "not_a_file": (
        "“{name}”不是文件（是文件夹或设备）；请给出一个规划文件。",
        "“{name}” is not a file but a folder or device; name one plan document.",
    ),
    "oversized": (
        "“{name}”有 {size}，超过上限 {limit}；请拆分文件或去掉图片后再试。",
        "“{name}” has {size}, more than the limit of {limit}; split it or remove its pictures.",
    ),
    "empty": (
        "“{name}”是空的，没有可读的文字；请检查是否选错了文件。",
        "“{name}” is empty and holds no text; check that it is the right file.",
    ),
    "no_text": (
        "“{name}”里没有文字，可能全是图片；请换成带文字的文件，或先做文字识别。",
        "“{name}” holds no text, perhaps only pictures; take a version with text or run text recognition first.",
    ),
    "binary": (
        "“{name}”不是文本，也不是能读的文档（{found}）；请提供 .txt、.md、.html、.docx 或文字版 .pdf。",
        "“{name}” is neither text nor a document that can be read ({found}); give a .txt, .md, .html, .docx or text .pdf.",
    ),
    "scanned": (
        "“{name}”共 {pages} 页都是扫描图片，没有文字层；请换成文字版，或先做文字识别（OCR）。",
        "All {pages} pages of “{name}” are scanned pictures without a text layer; take a text version or run OCR first.",
    ),
    "unreadable_font": (
        "“{name}”的文字层用的字体没有文字对照，读出来是乱码；请用原文件重新导出 PDF，或提供 .docx。",
        "The text layer of “{name}” uses fonts without a character map and reads as gibberish; export it again or give the .docx.",
    ),
    "old_word": (
        "“{name}”是旧版 Word 或 WPS 格式（.doc/.wps）；请在 Word 或 WPS 里另存为 .docx 后再试。",
        "“{name}” is in the old Word or WPS format (.doc/.wps); save it as .docx in Word or WPS.",
    ),
    "other_office": (
        "“{name}”是{found}，不是规划文稿；请提供 .txt、.md、.html、.docx 或文字版 .pdf。",
        "“{name}” is {found}, not a written plan; give a .txt, .md, .html, .docx or text .pdf.",
    ),
    "macros": (
        "“{name}”带有宏（.docm），为安全起见未读取；请另存为不带宏的 .docx 后再试。",
        "“{name}” contains macros (.docm) and was not read for safety; save it as a .docx without macros.",
    ),
    "unsafe_xml": (
        "“{name}”内含实体定义（可能是攻击代码），未读取；请用 Word 或 WPS 另存一份。",
        "“{name}” defines XML entities, which may be an attack, and was not read; save it anew in Word or WPS.",
    ),
    "too_many_pages": (
        "“{name}”有 {pages} 页，超过上限 {limit} 页；请只提供规划正文。",
        "“{name}” has {pages} pages, more than the limit of {limit}; give only the plan itself.",
    ),
    "too_slow": (
        "“{name}”在 {limit} 秒内没能读完（可能有循环引用）；请用原文件重新导出，或提供 .docx。",
        "“{name}” could not be read in {limit} seconds, perhaps it refers to itself; export it again or give the .docx.",
    ),
    "too_deep": (
        "“{name}”的标签嵌套过深，不像正常网页；请把正文复制到 .txt 或 .docx 后再试。",
        "The tags of “{name}” are nested too deeply for a normal page; copy its text into a .txt or .docx.",
    ),
}


refuse = Refusals(_SENTENCES, DocumentRefusedError)
