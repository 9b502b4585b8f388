"""Copies a shop from its SQLite file into a MariaDB, table by table, with the keys and indexes of a real shop.

    python3 shop_in_mariadb.py --socket PATH --file demo.db [--database shop]     # as root, over the socket
    copy_shop(socket, "demo.db")                                                  # the same from Python

The tables are those of host/shop_data/schema.sql, or of woocommerce.sql where the file has them. Rows go through a file and LOAD DATA, so that a shop of millions of
order lines takes minutes; indexes are made afterwards. What was in the database under these names is replaced.
"""
import argparse
import pathlib
import re
import sqlite3
import subprocess
import tempfile

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "host/shop_data"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})


def statements(shop):
    """The tables and then the indexes of the shop's schema, comments left out."""
    woocommerce = shop.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'wp_posts'").fetchone()[0]
    return statements_of("woocommerce.sql" if woocommerce else "schema.sql")


def statements_of(file):
    text = re.sub(r"--.*", "", (SCHEMAS / file).read_text())
    return [one.strip() for one in text.split(";") if one.strip()]


def as_field(value):
    if value is None:
        return "\\N"
    return value.translate(ESCAPES) if isinstance(value, str) else repr(value)


def copy_shop(socket, file, database="shop"):
    def run(sql):
        done = subprocess.run(["mariadb", "--no-defaults", "--user=root", f"--socket={socket}", "--local-infile=1",
                               "--default-character-set=utf8mb4", database], input=sql.encode(), capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode(errors="replace"))

    shop = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    made = statements(shop)
    tables = [one for one in made if one.startswith("CREATE TABLE")]
    for create in tables:
        name = create.split()[2]
        run(f"DROP TABLE IF EXISTS {name}; {create} ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
        columns = [row[1] for row in shop.execute(f"PRAGMA table_info({name})")]
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as rows:
            for row in shop.execute(f"SELECT {', '.join(columns)} FROM {name}"):
                rows.write("\t".join(map(as_field, row)) + "\n")
            rows.flush()
            run(f"SET unique_checks = 0; LOAD DATA LOCAL INFILE '{rows.name}' INTO TABLE {name} CHARACTER SET utf8mb4 "
                f"({', '.join(columns)})")
    run("; ".join(one for one in made if re.match("CREATE (UNIQUE )?INDEX", one)))
    run("ANALYZE TABLE " + ", ".join(create.split()[2] for create in tables))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--socket", required=True)
    arguments.add_argument("--file", required=True)
    arguments.add_argument("--database", default="shop")
    given = arguments.parse_args()
    copy_shop(given.socket, given.file, given.database)


if __name__ == "__main__":
    main()
