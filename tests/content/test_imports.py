"""The modules of the pack format import each other in one direction."""

import grimp


def test_no_import_is_on_a_circle() -> None:
    """Imports under `TYPE_CHECKING` count too."""
    graph = grimp.build_graph("content", exclude_type_checking_imports=False, cache_dir=None)
    imports = [
        (importer, imported)
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
    ]
    assert ("content.archive", "content.rules") in imports
    circular = [
        (importer, imported)
        for importer, imported in imports
        if graph.chain_exists(importer=imported, imported=importer)
    ]
    assert circular == []
