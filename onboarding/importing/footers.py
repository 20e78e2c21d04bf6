"""What stands under a list and is nobody: sums, signatures, notes."""

from __future__ import annotations

from typing import Final

import regex

_FOOTER: Final = regex.compile(
    r"(?:本页|班级|全班|学生|男生?|女生?)?(?:合计|总计|小计|共计|总人数)"
    r"|共\s*(?:计\s*)?[\d一二三四五六七八九十百]+\s*[人名]"
    r"|(?:制表|填表|填报|审核|统计|打印|制单|复核|经办|负责)(?:人|日期|时间|单位|教师|老师)"
    r"|(?:班主任|校长|负责人|家长|教务处|学校)(?:签[字名章]|盖章|[（(]签)"
    r"|(?:班主任|校长|年级组长|日期|备注|说明|注|填表说明|注意事项)\s*[:：]"
    r"|total\b|(?:prepared|checked|approved) by\b|printed on\b|notes?\s*:",
    regex.IGNORECASE,
)
"""What stands under a list, in a line of its own."""
_SUM: Final = regex.compile(
    r"(?:本页|班级|全班|学生|男生?|女生?)?(?:合计|总计|小计|共计|总人数|共|total)\s*[:：]?",
    regex.IGNORECASE,
)
"""What stands before a sum that has a cell of its own."""
_HEADS: Final = regex.compile(r"共?\s*\d+\s*[人名位]")
"""How many there are, where a name is expected."""


def is_footer(first: str, name: str) -> bool:
    """Whether a line is nobody's, by its first cell and by what stands where a name would; both as
    `values.text` has them."""
    if not name or first == name:
        return bool(_FOOTER.match(first) or _HEADS.fullmatch(name))
    return bool(_SUM.fullmatch(first) or _HEADS.fullmatch(name))
