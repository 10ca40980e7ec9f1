"""A page of a made-up city whose two tasks contradict each other, unless the second number is 12: what tests of decisions decide on.

Belongs here: the page. Does not belong here: what is expected of it.
"""

_TEXT = """临水市{year}年重点任务完成情况
序号
工作任务
牵头责任单位
完成情况
1
新建图书馆10座以上。
市文旅局
全市新建图书馆12座。
2
改善阅读条件。
市教育局
全市新建图书馆{libraries}座。
"""


def page(libraries: int, year: int = 2022) -> str:
    """The page; 12 libraries agree with its first task."""
    return _TEXT.format(year=year, libraries=libraries)
