from exports.hub.trees import Entry, folder_entry, listing, paths_info

FILES = [
    Entry("README.md", "a" * 64, 1),
    Entry("pairs/train.parquet", "b" * 64, 2),
    Entry("pairs/x/y.bin", "c" * 64, 3),
]
README = {"type": "file", "oid": "a" * 40, "size": 1, "path": "README.md"}
TRAIN = {"type": "file", "oid": "b" * 40, "size": 2, "path": "pairs/train.parquet"}
DEEP = {"type": "file", "oid": "c" * 40, "size": 3, "path": "pairs/x/y.bin"}


def test_the_root_shows_its_folders_then_its_files() -> None:
    assert listing(FILES, "", recursive=False) == [folder_entry("pairs"), README]


def test_a_recursive_listing_shows_everything() -> None:
    assert listing(FILES, "", recursive=True) == [
        folder_entry("pairs"),
        folder_entry("pairs/x"),
        README,
        TRAIN,
        DEEP,
    ]


def test_a_folder_shows_what_lies_in_it() -> None:
    assert listing(FILES, "pairs", recursive=False) == [folder_entry("pairs/x"), TRAIN]


def test_a_folder_that_does_not_exist_is_empty() -> None:
    assert listing(FILES, "pair", recursive=True) == []


def test_paths_info_names_what_exists() -> None:
    assert paths_info(FILES, ["pairs", "README.md", "none", "README.md"]) == [folder_entry("pairs"), README]
