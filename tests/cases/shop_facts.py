"""Facts: what a shop's file says, read without the program, so that its numbers can be worked out a second time.

Two readers, one for each kind of tables, give the same three things: products, orders and their lines. Everything else
is arithmetic over them. Days are the shop's own; a window of N days is the N whole days before today.
"""
import collections
import datetime
import functools
import html
import sqlite3

Product = collections.namedtuple("Product", "id model name stock price cost active added maker category categories")
Order = collections.namedtuple("Order", "id at status counted total")
Line = collections.namedtuple("Line", "order product units price")


def zencart(shop):
    names = {}
    for product, name in shop.execute("SELECT products_id, products_name FROM products_description "
                                      "WHERE products_name <> '' ORDER BY language_id DESC"):
        names[product] = name
    groups = collections.defaultdict(set)
    for product, category in shop.execute("SELECT products_id, categories_id FROM products_to_categories"):
        groups[product].add(category)
    makers = dict(shop.execute("SELECT manufacturers_id, manufacturers_name FROM manufacturers"))
    products = [Product(i, model, html.unescape(names.get(i, "")), stock, price, cost, status == 1, added, makers.get(maker),
                        main, groups[i])
                for i, model, stock, price, cost, status, added, maker, main in shop.execute(
                    "SELECT products_id, products_model, products_quantity, products_price, products_cost, products_status,"
                    " products_date_added, manufacturers_id, master_categories_id FROM products")]
    orders = [Order(i, at, status, status in (1, 2, 3, 4), total) for i, at, status, total in shop.execute(
        "SELECT orders_id, date_purchased, orders_status, order_total FROM orders")]
    lines = [Line(*row) for row in shop.execute(
        "SELECT orders_id, products_id, products_quantity, final_price FROM orders_products ORDER BY orders_products_id")]
    categories = {i: (parent, html.unescape(name)) for i, parent, name in shop.execute(
        "SELECT c.categories_id, parent_id, categories_name FROM categories c JOIN categories_description d "
        "ON d.categories_id = c.categories_id AND language_id = 1")}
    return products, orders, lines, categories


def woocommerce(shop):
    terms = collections.defaultdict(dict)
    for i, taxonomy, parent, name in shop.execute("SELECT term_id, taxonomy, parent, name FROM wp_term_taxonomy "
                                                  "JOIN wp_terms USING (term_id)"):
        terms[taxonomy][i] = (parent, html.unescape(name))
    of_post = collections.defaultdict(set)
    for post, term in shop.execute("SELECT object_id, term_taxonomy_id FROM wp_term_relationships"):
        of_post[post].add(term)
    posts = {row[0]: row for row in shop.execute("SELECT ID, post_title, post_status, post_parent, post_date FROM wp_posts")}
    heads = {row[3] for row in posts.values()}
    costs = dict(shop.execute("SELECT post_id, meta_value FROM wp_postmeta WHERE meta_key = '_cogs_total_value'"))
    products = []
    for i, sku, price, stock in shop.execute("SELECT product_id, sku, min_price, stock_quantity "
                                             "FROM wp_wc_product_meta_lookup"):
        if i in heads:
            continue
        _, title, status, head, added = posts[i]
        tagged = of_post[head or i]
        groups = {term for term in tagged if term in terms["product_cat"]}
        main = max(groups, key=lambda term: (terms["product_cat"][term][0], -term), default=0)
        maker = min((term for term in tagged if term in terms["product_brand"]), default=None)
        products.append(Product(i, sku or None, html.unescape(title), stock, price, float(costs[i]) if i in costs else None,
                                status == "publish" and (head == 0 or posts[head][2] == "publish"), added,
                                terms["product_brand"][maker][1] if maker else None, main, groups))
    places = {"wc-pending": 1, "wc-processing": 2, "wc-completed": 3, "wc-on-hold": 4, "wc-cancelled": 5, "wc-refunded": 6}
    orders = [Order(i, at, places[status], places[status] in (2, 3, 4), total) for i, at, status, total in shop.execute(
        "SELECT o.id, s.date_created, o.status, total_amount FROM wp_wc_orders o, wp_wc_order_stats s "
        "WHERE s.order_id = o.id AND o.type = 'shop_order'")]
    ids = {order.id for order in orders}
    lines = [Line(order, variation or product, units, revenue / units) for order, product, variation, units, revenue
             in shop.execute("SELECT order_id, product_id, variation_id, product_qty, product_net_revenue "
                             "FROM wp_wc_order_product_lookup ORDER BY order_item_id") if order in ids]
    return products, orders, lines, terms["product_cat"]


class Facts:
    def __init__(self, file, today):
        with sqlite3.connect(file) as shop:
            is_woocommerce = shop.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'wp_posts'").fetchone()[0]
            products, orders, self.lines, self.categories = (woocommerce if is_woocommerce else zencart)(shop)
        self.today = today
        self.products = {product.id: product for product in products}
        self.orders = {order.id: order for order in orders}
        self.active = [product for product in products if product.active and product.stock < 75000]

    def day(self, ago):
        """The first moment of the day so many days before today."""
        return f"{self.today - datetime.timedelta(days=ago)} 00:00:00"

    def orders_of(self, since, until=0, counted=False):
        return [order for order in self.orders.values()
                if self.day(since) <= order.at < self.day(until) and (order.counted or not counted)]

    def sums(self, days, what, until=0):
        placed = {order.id for order in self.orders_of(days, until, counted=True)}
        sums = collections.Counter()
        for line in self.lines:
            if line.order in placed:
                sums[line.product] += what(line)
        return {product: round(amount, 4) for product, amount in sums.items()}

    @functools.cache  # expressions ask for it once for each product
    def units(self, days, until=0):
        """Units sold by product, of those that sold."""
        return self.sums(days, lambda line: line.units, until)

    @functools.cache
    def revenue(self, days, until=0):
        return self.sums(days, lambda line: line.units * line.price, until)

    @functools.cache
    def buyers(self, days):
        """In how many orders each product was."""
        placed = {order.id for order in self.orders_of(days, counted=True)}
        return collections.Counter(product for _, product in
                                   {(line.order, line.product) for line in self.lines if line.order in placed})

    def last_sales(self):
        """The last moment each product was sold, of those that were, before today."""
        last = {}
        for line in self.lines:
            order = self.orders[line.order]
            if order.counted and order.at < self.day(0):
                last[line.product] = max(last.get(line.product, ""), order.at)
        return last

    def within(self, name):
        """The active products in the category of this name, or in one below it."""
        tree = {i for i, (_, title) in self.categories.items() if title.lower() == name.lower()}
        while True:
            below = {i for i, (parent, _) in self.categories.items() if parent in tree} - tree
            if not below:
                break
            tree |= below
        return [product for product in self.products.values()
                if product.active and (product.categories & tree or product.category in tree)]

    def top(self, amounts, count):
        """[[product, amount], ...], the largest first, ties by product."""
        return [[product, amounts[product]] for product in sorted(amounts, key=lambda i: (-amounts[i], i))[:count]]

    def days_since(self, moment):
        return (self.today - datetime.date.fromisoformat(moment[:10])).days

    def next_day(self, month, day, grace):
        """The next such day of a year; the last one while it is no more than `grace` days ago."""
        this_year = datetime.date(self.today.year, month, day)
        return this_year if (self.today - this_year).days <= grace else this_year.replace(year=this_year.year + 1)

    def number(self, amount):
        """As a sentence has it: 435, 22193.15."""
        return int(amount) if amount == int(amount) else round(amount, 3)

    def money(self, amount):
        """As the program says it: exact to 1e-4, then half a cent is rounded up."""
        cents = (round(amount * 10_000) + 50) // 100
        return f"{cents // 100}.{cents % 100:02d}"

    def names(self):
        """What an expression of a case may use."""
        own = {name: getattr(self, name) for name in dir(self) if not name.startswith("_")}
        return {**own, "sum": sum, "len": len, "round": round, "sorted": sorted, "max": max, "min": min, "set": set,
                "list": list, "dict": dict, "abs": abs, "all": all, "any": any, "float": float}
