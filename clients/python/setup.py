# SPDX-License-Identifier: MIT
"""The version is that of the whole project; an archive of this folder alone has it in PKG-INFO."""

import pathlib
import re

import setuptools

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent / "CMakeLists.txt"
PLACE = (PROJECT, r"project\(custodes VERSION ([\d.]+)")
if not PROJECT.exists():
    PLACE = (HERE / "PKG-INFO", r"(?m)^Version: (\S+)")
setuptools.setup(version=re.search(PLACE[1], PLACE[0].read_text())[1])
