"""Which grammar reads which file, and what in its trees defines a name.

One entry per language: a table from node types to kinds. Most nodes carry their name in
the field ``name``; for the others :mod:`archdocs.system.symbols.naming` has a function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["GRAMMARS", "Grammar", "grammar_of"]


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language.

    ``module`` and ``function`` give the parser. ``kinds`` maps the node types that define
    something to a kind; ``spaces`` are those whose name may be left out of a reference.
    ``blocks`` are nodes whose nesting means something although no bracket shows it.
    ``fold`` says that case does not matter; ``aliases`` are other beginnings of a name.
    """

    name: str
    module: str
    kinds: Mapping[str, str]
    function: str = "language"
    spaces: frozenset[str] = field(default_factory=frozenset)
    blocks: frozenset[str] = field(default_factory=frozenset)
    fold: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)


def kinds(**given: str) -> dict[str, str]:
    """Turn ``kind="type type"`` into a table from types to kinds."""
    return {each: kind for kind, types in given.items() for each in types.split()}


PYTHON = Grammar(
    "Python",
    "tree_sitter_python",
    kinds(
        function="function_definition",
        type="class_definition type_alias_statement",
        value="assignment",
        option="call",
    ),
    blocks=frozenset({"block"}),
)
SCRIPT = kinds(
    function="function_declaration generator_function_declaration method_definition"
    " function_signature method_signature abstract_method_signature",
    type="class_declaration abstract_class_declaration interface_declaration"
    " type_alias_declaration enum_declaration",
    value="public_field_definition field_definition property_signature variable_declarator"
    " enum_assignment pair assignment_expression",
    members="enum_body",
    space="internal_module module",
)
JAVASCRIPT = Grammar("JavaScript", "tree_sitter_javascript", SCRIPT)
TYPESCRIPT = Grammar(
    "TypeScript",
    "tree_sitter_typescript",
    SCRIPT,
    "language_typescript",
    frozenset({"internal_module", "module"}),
)
TSX = Grammar("TSX", "tree_sitter_typescript", SCRIPT, "language_tsx", TYPESCRIPT.spaces)
JAVA = Grammar(
    "Java",
    "tree_sitter_java",
    kinds(
        function="method_declaration constructor_declaration compact_constructor_declaration"
        " annotation_type_element_declaration",
        type="class_declaration interface_declaration enum_declaration record_declaration"
        " annotation_type_declaration",
        value="field_declaration constant_declaration enum_constant",
    ),
)
KOTLIN = Grammar(
    "Kotlin",
    "tree_sitter_kotlin",
    kinds(
        function="function_declaration secondary_constructor",
        type="class_declaration object_declaration type_alias",
        value="property_declaration enum_entry",
    ),
)
GO = Grammar(
    "Go",
    "tree_sitter_go",
    kinds(
        function="function_declaration method_declaration method_elem method_spec",
        type="type_spec type_alias",
        value="const_spec var_spec field_declaration",
    ),
)
RUST = Grammar(
    "Rust",
    "tree_sitter_rust",
    kinds(
        function="function_item function_signature_item macro_definition",
        type="struct_item enum_item union_item trait_item type_item associated_type impl_item",
        value="const_item static_item field_declaration enum_variant",
        space="mod_item",
    ),
    spaces=frozenset({"mod_item"}),
)
CSHARP = Grammar(
    "C#",
    "tree_sitter_c_sharp",
    kinds(
        function="method_declaration constructor_declaration delegate_declaration"
        " local_function_statement",
        type="class_declaration struct_declaration interface_declaration enum_declaration"
        " record_declaration record_struct_declaration",
        value="field_declaration property_declaration event_declaration event_field_declaration"
        " enum_member_declaration",
        space="namespace_declaration file_scoped_namespace_declaration",
    ),
    spaces=frozenset({"namespace_declaration", "file_scoped_namespace_declaration"}),
)
RUBY = Grammar(
    "Ruby",
    "tree_sitter_ruby",
    kinds(
        function="method singleton_method", type="class", value="assignment call", space="module"
    ),
    spaces=frozenset({"module"}),
)
PHP = Grammar(
    "PHP",
    "tree_sitter_php",
    kinds(
        function="method_declaration function_definition",
        type="class_declaration interface_declaration trait_declaration enum_declaration",
        value="const_element property_element enum_case function_call_expression",
        space="namespace_definition",
    ),
    "language_php",
    frozenset({"namespace_definition"}),
)
NATIVE = kinds(
    function="function_definition preproc_function_def",
    type="struct_specifier union_specifier enum_specifier type_definition class_specifier"
    " alias_declaration concept_definition",
    value="declaration field_declaration preproc_def enumerator",
    space="namespace_definition",
)
NATIVE_SPACES = frozenset({"namespace_definition", "type_definition"})
C = Grammar("C", "tree_sitter_c", NATIVE, spaces=NATIVE_SPACES)
CPP = Grammar("C++", "tree_sitter_cpp", NATIVE, spaces=NATIVE_SPACES)
SQL = Grammar(
    "SQL",
    "tree_sitter_sql",
    kinds(
        function="create_function create_procedure create_trigger",
        type="create_table create_view create_materialized_view create_type create_schema",
        value="column_definition create_index create_sequence",
    ),
    fold=True,
)
HCL = Grammar(
    "HCL",
    "tree_sitter_hcl",
    kinds(type="block", value="attribute"),
    aliases={"var.": "variable.", "local.": "locals."},
)
YAML = Grammar(
    "YAML",
    "tree_sitter_yaml",
    kinds(value="block_mapping_pair flow_pair block_sequence_item"),
    blocks=frozenset({"block_mapping", "block_sequence", "block_sequence_item"}),
)

#: By the end of a file's name, without the dot.
GRAMMARS: Mapping[str, Grammar] = {
    **dict.fromkeys(("py", "pyi"), PYTHON),
    **dict.fromkeys(("js", "jsx", "mjs", "cjs"), JAVASCRIPT),
    **dict.fromkeys(("ts", "mts", "cts"), TYPESCRIPT),
    "tsx": TSX,
    "java": JAVA,
    **dict.fromkeys(("kt", "kts"), KOTLIN),
    "go": GO,
    "rs": RUST,
    "cs": CSHARP,
    **dict.fromkeys(("rb", "rake"), RUBY),
    "php": PHP,
    "c": C,
    **dict.fromkeys(("h", "cc", "cpp", "cxx", "hh", "hpp", "hxx"), CPP),
    "sql": SQL,
    **dict.fromkeys(("tf", "tfvars", "hcl"), HCL),
    **dict.fromkeys(("yaml", "yml"), YAML),
}


def grammar_of(path: str) -> Grammar | None:
    """Return the grammar that reads a file, by its name."""
    return GRAMMARS.get(path.rpartition(".")[2].lower()) if "." in path else None
