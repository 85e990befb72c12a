"""Write the sample plan as the kinds of file that offices send: a Word document and a government web page.

Usage:
    sample_documents.py FOLDER

The text is content/sample/plan_sample.txt; FOLDER gets plan_sample.docx and plan_sample.html, whose reading is that of the
text. Headings carry Word's and HTML's own mark-up, the page has the menus, share bar and scripts that such pages have.
"""

from __future__ import annotations

import html
import io
import re
import sys
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "content" / "sample" / "plan_sample.txt"
_HEADINGS = (
    (1, re.compile("[一二三四五]、")),
    (2, re.compile("[（(][一二三四五六七八九十]")),
    (3, re.compile(r"\d\.")),
)
_LONGEST_HEADING = 30


def heading_level(line: str) -> int | None:
    """The level of a line that is a heading of the sample.

    >>> heading_level("一、发展基础"), heading_level("(三主要目标"), heading_level("全区创新资源仍然不足。")
    (1, 2, None)
    """
    if len(line) > _LONGEST_HEADING or line.endswith("。"):
        return None
    return next((level for level, pattern in _HEADINGS if pattern.match(line)), None)


def to_docx(text: str) -> bytes:
    """The text as a Word document with heading styles."""
    import docx

    document = docx.Document()
    document.core_properties.title = ""
    for line in filter(None, text.splitlines()):
        level = heading_level(line)
        if level is None:
            document.add_paragraph(line)
        else:
            document.add_heading(line, level)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def to_html(text: str) -> str:
    """The text as a government web page with everything such a page has around its article."""
    lines = list(filter(None, text.splitlines()))
    article = "\n".join(
        f"<h{level + 1}>{html.escape(line)}</h{level + 1}>"
        if (level := heading_level(line))
        else f"<p>　　{html.escape(line)}</p>"
        for line in lines
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>样例规划-样例网站</title><script>console.log("样例脚本")</script></head>
<body>
<div class="top"><a href="#">无障碍</a> | <a href="#">关怀版</a> | <a href="#">繁体</a></div>
<div class="nav"><ul><li><a href="#">首页</a></li><li><a href="#">政务公开</a></li><li><a href="#">互动交流</a></li></ul></div>
<div class="main">
<div class="crumbs">当前位置：<a href="#">首页</a> &gt; <a href="#">规划计划</a></div>
<div class="share">分享到：<a href="#">微信</a></div>
<div class="article">
{article}
</div>
</div>
<div class="footer">样例网站 版权所有</div>
</body>
</html>
"""


def main() -> int:
    """Write both files into the folder given."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    text = SAMPLE.read_text(encoding="utf-8")
    (folder / "plan_sample.docx").write_bytes(to_docx(text))
    (folder / "plan_sample.html").write_text(to_html(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
