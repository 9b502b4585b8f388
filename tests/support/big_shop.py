"""A large shop, made inside MariaDB by its own sequences, so that five million order lines take a minute or two.

    fill(server, products=50_000, orders=2_000_000, days=730, today=date)     # server: MariaDbServer

The tables and indexes are those of host/shop_data/schema.sql. All values come from CRC32 of a number, so the same sizes
give the same shop. It holds what makes sums go wrong: fractional quantities, oversold and never-sold products, models and
prices that are NULL, names in two languages, cancelled and refunded orders, open ones among the
latest, a few best sellers and a long tail, products
added last month, an order history of statuses.
"""
import datetime

import shop_in_mariadb

LINES_MAX = 4

# r(x): a number from 0 to 4294967295 that looks like chance and always is the same.
ROWS = """
INSERT INTO languages VALUES (1, 'English', 'en', 1), (2, 'Deutsch', 'de', 2);
INSERT INTO orders_status VALUES (1, 1, 'Pending', 1), (2, 1, 'Processing', 2), (3, 1, 'Delivered', 3), (4, 1, 'Update', 4),
  (5, 1, 'Cancelled', 5), (6, 1, 'Refunded', 6), (3, 2, 'Geliefert', 3);
INSERT INTO manufacturers SELECT seq, CONCAT('Maker ', seq), '2020-01-01', NULL FROM seq_1_to_20;
INSERT INTO categories SELECT seq, 0, seq, '2020-01-01', NULL, 1 FROM seq_1_to_500;
INSERT INTO categories_description SELECT seq, 1, CONCAT('Category ', seq) FROM seq_1_to_500;
INSERT INTO products
  SELECT seq, CASE WHEN CRC32(CONCAT('s', seq)) % 50 = 0 THEN -2.5 WHEN CRC32(CONCAT('s', seq)) % 11 = 0 THEN 0
                   WHEN CRC32(CONCAT('s', seq)) % 13 = 0 THEN 0.7 ELSE CRC32(CONCAT('s', seq)) % 120 END,
         CASE WHEN seq % 97 = 0 THEN NULL ELSE CONCAT('SKU-', seq) END,
         CASE WHEN seq % 211 = 0 THEN NULL ELSE 2.5 + (CRC32(CONCAT('p', seq)) % 9000) / 100 END,
         CASE WHEN seq % 3 = 0 THEN NULL ELSE 1 + (CRC32(CONCAT('p', seq)) % 4000) / 100 END,
         CASE WHEN seq %% 40 = 0 THEN '{recent} 08:00:00' ELSE '{old} 08:00:00' END, NULL, 1,
         CASE WHEN seq % 60 = 0 THEN 0 ELSE 1 END, 1 + seq % 20, 0, 1 + seq % 500
  FROM seq_1_to_{products};
INSERT INTO products_description SELECT seq, 1, CONCAT('Sheet ', seq, ' - 6"x', 6 + seq % 7, '"'), '' FROM seq_1_to_{products};
INSERT INTO products_description SELECT seq, 2, CONCAT('Gl\u00e4ser ', seq), '' FROM seq_1_to_{products} WHERE seq % 2 = 0;
INSERT INTO orders (orders_id, customers_id, date_purchased, orders_status, currency, currency_value, order_total, billing_country)
  SELECT seq, 1 + CRC32(seq) % 30000,
         ADDTIME(DATE_ADD('{first}', INTERVAL FLOOR({days} * POW((seq - 1) / {orders}, 0.9)) DAY),
                 SEC_TO_TIME(CRC32(CONCAT('t', seq)) % 86400)),
         CASE WHEN CRC32(CONCAT('o', seq)) % 1000 < 35 THEN 5 WHEN CRC32(CONCAT('o', seq)) % 1000 < 50 THEN 6
              WHEN seq > 0.98 * {orders} THEN 1 + CRC32(CONCAT('o', seq)) % 4
              WHEN CRC32(CONCAT('o', seq)) % 40 = 0 THEN 4 ELSE 3 END,
         'USD', 1, 5 + (CRC32(CONCAT('v', seq)) % 40000) / 100, 'United States'
  FROM seq_1_to_{orders};
INSERT INTO orders_products (orders_products_id, orders_id, products_id, products_model, products_name, products_price,
                             final_price, products_quantity)
  SELECT l.line_id, l.orders_id, l.product, CONCAT('SKU-', l.product), '', l.price, l.price,
         CASE WHEN l.chance % 20 = 0 THEN 0.25 WHEN l.chance % 20 = 1 THEN 0.7 WHEN l.chance % 900 = 2 THEN 40
              ELSE 1 + l.chance % 3 END
  FROM (SELECT (o.seq - 1) * {lines_max} + k.seq AS line_id, o.seq AS orders_id,
               1 + FLOOR({sold} * POW(CRC32(CONCAT('q', o.seq, '-', k.seq)) / 4294967296, 2.2)) AS product,
               2 + (CRC32(CONCAT('f', o.seq, '-', k.seq)) % 5000) / 100 AS price,
               CRC32(CONCAT('c', o.seq, '-', k.seq)) AS chance
        FROM seq_1_to_{orders} o JOIN seq_1_to_{lines_max} k ON k.seq <= 1 + CRC32(CONCAT('n', o.seq)) % {lines_max}) l;
INSERT INTO orders_status_history (orders_status_history_id, orders_id, orders_status_id, date_added, customer_notified)
  SELECT o.orders_id, o.orders_id, o.orders_status, o.date_purchased, 1 FROM orders o;
"""


def fill(server, products=50_000, orders=2_000_000, days=730, today=None, say=lambda what: None):
    today = today or datetime.datetime.now(datetime.timezone.utc).date()
    values = {"products": products, "orders": orders, "days": days, "lines_max": LINES_MAX, "sold": products * 9 // 10,
              "first": today - datetime.timedelta(days=days - 1), "recent": today - datetime.timedelta(days=25),
              "old": today - datetime.timedelta(days=days + 200)}
    for statement in shop_in_mariadb.statements_of("schema.sql"):
        if statement.startswith("CREATE TABLE"):
            server.sql(statement + " ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    for statement in ROWS.replace("%%", "%").split(";\n"):
        if statement.strip():
            say(" ".join(statement.split()[:3]))
            server.sql("SET unique_checks = 0; SET time_zone = '+00:00'; " + statement.format(**values))
    for statement in shop_in_mariadb.statements_of("schema.sql"):
        if statement.startswith("CREATE INDEX"):
            say(" ".join(statement.split()[:3]))
            server.sql(statement)
    server.sql("ANALYZE TABLE orders, orders_products, products, products_description, orders_status_history")
    return {"products": products, "orders": orders,
            "lines": int(server.sql("SELECT COUNT(*) FROM orders_products").split()[0])}


def change_statuses(server, orders, count, status=5):
    """Cancels `count` orders spread over the whole past, each with a row of its history."""
    ids = ", ".join(str(1 + i * (orders // (count + 1))) for i in range(1, count + 1))
    server.sql(f"UPDATE orders SET orders_status = {status} WHERE orders_id IN ({ids});"
               "INSERT INTO orders_status_history (orders_status_history_id, orders_id, orders_status_id, date_added) "
               "SELECT (SELECT MAX(orders_status_history_id) FROM orders_status_history) + ROW_NUMBER() OVER (ORDER BY orders_id), "
               f"orders_id, {status}, NOW() FROM orders WHERE orders_id IN ({ids})")
