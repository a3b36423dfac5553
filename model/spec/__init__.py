"""The specification: the language, and one file a mechanism.

Whatever of it is wanted, all of it is declared, in one order: programs, tables and designs follow
the order of the declarations, and must not follow that of somebody's imports.
"""

from model.spec import announced as announced
