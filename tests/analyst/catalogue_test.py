#!/usr/bin/env python3
"""Goal: what the catalogue says of stock, sales, returns and records of the demo shop is what its file says.

Method: the tables read whole and added up here by loops over integers - thousandths of units, 1e-4 of money - without any of
the product's SQL; every row is compared, its place included.
"""
import collections
import datetime
import html
import unittest

from second_shop import TODAY, Shop

COUNTED, OPEN, RETURNED = {1, 2, 3, 4}, {1, 2}, {6}
PARENT_M = 75_000_000
DECIMALS = {"cover_days": 0, "share_pct": 1, "sell_through": 1, "rate": 1, "margin": 1, "paid_margin": 1, "per_day": 2,
            "peers_per_day": 2}  # of what is rounded; all else is compared exactly
Product = collections.namedtuple("Product", "id model stock price cost added changed active maker category")
Line = collections.namedtuple("Line", "product order when status units price id")


def day(text):
    return datetime.date.fromisoformat(text[:10])


def cents(value, scale):
    """`value` units of 10^-scale as "12.50", half away from zero; None stays."""
    if value is None:
        return None
    cut = 10 ** (scale - 2)
    shown = (abs(value) + cut // 2) // cut
    return f"{'-' if value < 0 and shown else ''}{shown // 100}.{shown % 100:02}"


def times(units, price):
    return None if price is None else units * price


def total(values):
    """A sum as SQL's: what is not known is left out, and of nothing known there is none."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


class DemoShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.addClassCleanup(cls.shop.close)
        exact = lambda value, scale: None if value is None else round(value * scale)
        cls.products = {row[0]: Product(row[0], row[1], exact(row[2], 1000), exact(row[3], 10000), exact(row[4], 10000), *row[5:])
                        for row in cls.shop.sql(
            "SELECT products_id, products_model, products_quantity, products_price, products_cost, products_date_added, "
            "products_last_modified, products_status, manufacturers_id, master_categories_id FROM products")}
        cls.lines = [Line(product, order, when, status, exact(units, 1000), exact(price, 10000), key)
                     for product, order, when, status, units, price, key in cls.shop.sql(
            "SELECT l.products_id, o.orders_id, o.date_purchased, o.orders_status, l.products_quantity, l.final_price, "
            "l.orders_products_id FROM orders_products l JOIN orders o ON o.orders_id = l.orders_id")]
        cls.orders = {key: (when, status, exact(charged, 10000)) for key, when, status, charged in cls.shop.sql(
            "SELECT orders_id, date_purchased, orders_status, order_total FROM orders")}
        cls.parents = dict(cls.shop.sql("SELECT categories_id, parent_id FROM categories"))
        cls.within = collections.defaultdict(set)
        for product, category in cls.shop.sql("SELECT products_id, categories_id FROM products_to_categories"):
            cls.within[product].add(category)
        cls.maker_names = dict(cls.shop.sql("SELECT manufacturers_id, manufacturers_name FROM manufacturers"))

    def ago(self, days):
        return f"{TODAY - datetime.timedelta(days=days)} 00:00:00"

    def sold(self, days, statuses=COUNTED):
        """{product: thousandths} on orders of the last whole days."""
        units = collections.Counter()
        for line in self.lines:
            if line.status in statuses and self.ago(days) <= line.when < self.ago(0):
                units[line.product] += line.units
        return units

    def on_sale(self):
        return [one for one in self.products.values() if one.active and one.stock < PARENT_M]

    def compare(self, query, wanted, keys, **params):
        """All rows and their order; `wanted` are dictionaries of what to compare."""
        rows, answer = self.shop.query(query, **params)
        self.assertEqual([tuple(row[key] for key in keys) for row in rows],
                         [tuple(row[key] for key in keys) for row in wanted])
        for row, own in zip(rows, wanted):
            for name, value in own.items():
                if name in DECIMALS and value is not None:
                    self.assertAlmostEqual(row[name], value, delta=0.501 * 10 ** -DECIMALS[name], msg=f"{name} of {row}")
                else:
                    self.assertEqual(row[name], value, f"{name} of {row}")
        self.assertGreater(len(rows), 0)
        return rows, answer

    def dead(self, days):
        recent = {line.product for line in self.lines
                  if line.status in COUNTED and line.when >= self.ago(days) and line.units > 0}
        last = {}
        for line in self.lines:
            if line.status in COUNTED and line.units > 0:
                last[line.product] = max(last.get(line.product, ""), line.when)
        found = [one for one in self.on_sale() if one.stock > 0 and one.id not in recent and one.added < self.ago(days)]
        return sorted(found, key=lambda one: (-(times(one.stock, one.price) or 0), -one.stock, one.id)), last

    def test_dead_stock(self):
        for days in (90, 180, 365):
            found, last = self.dead(days)
            wanted = [{"products_id": one.id, "model": one.model, "available": one.stock / 1000,
                       "last_sale": last[one.id][:10] if one.id in last else None,
                       "days_since_sale": (TODAY - day(last[one.id])).days if one.id in last else None,
                       "age_days": (TODAY - day(one.added)).days, "value": cents(times(one.stock, one.price), 7),
                       "cost_value": cents(times(one.stock, one.cost), 7),
                       "last_change": (one.changed or one.added)[:10], "manufacturer": one.maker and html.unescape(self.maker_names[one.maker])}
                      for one in found]
            _, answer = self.compare("get_dead_stock", wanted, ["products_id"], no_sale_days=days, limit=1000)
            self.assertEqual(answer["totals"], {
                "never_sold": sum(one.id not in last for one in found),
                "total_value": cents(total(times(one.stock, one.price) for one in found), 7),
                "total_cost": cents(total(times(one.stock, one.cost) for one in found), 7)})

    def test_dead_stock_of_a_maker_and_of_a_category_with_all_below(self):
        found, _ = self.dead(180)
        maker = next(one.maker for one in found if one.maker)
        self.compare("get_dead_stock", [{"products_id": one.id} for one in found if one.maker == maker], ["products_id"],
                     manufacturer=self.maker_names[maker], limit=1000)
        names = dict(self.shop.sql("SELECT categories_id, categories_name FROM categories_description WHERE language_id = 1"))

        def above(category):
            seen = []
            while category and category not in seen:
                seen.append(category)
                category = self.parents.get(category, 0)
            return seen
        top = above(found[0].category)[-1]
        self.assertEqual(list(names.values()).count(names[top]), 1)
        inside = [one for one in found if any(top in above(category) for category in self.within[one.id] | {one.category})]
        self.compare("get_dead_stock", [{"products_id": one.id} for one in inside], ["products_id"], category=names[top],
                     limit=1000)

    def test_slow_movers(self):
        sold = self.sold(90)
        found = [one for one in self.on_sale() if one.stock > 0 and one.added < self.ago(90) and sold[one.id] <= 2000]
        found.sort(key=lambda one: (sold[one.id], -(times(one.stock, one.price) or 0), -one.stock, one.id))
        wanted = [{"products_id": one.id, "units_sold": sold[one.id] / 1000, "available": one.stock / 1000,
                   "cover_days": one.stock * 90 / sold[one.id] if sold[one.id] else None,
                   "value": cents(times(one.stock, one.price), 7)} for one in found]
        _, answer = self.compare("get_slow_movers", wanted, ["products_id"], limit=1000)
        self.assertEqual(answer["totals"]["unsold"], sum(not sold[one.id] for one in found))

    def test_days_of_cover(self):
        sold = self.sold(90)
        cover = {one.id: (max(one.stock, 0) * 90 / sold[one.id] if sold[one.id] > 0 else None) for one in self.on_sale()}
        row = lambda one: {"products_id": one.id, "available": one.stock / 1000, "units_sold": sold[one.id] / 1000,
                           "cover_days": None if cover[one.id] is None else float(cover[one.id]),
                           "sells_out_on": None if cover[one.id] is None or one.stock <= 0
                           else str(TODAY + datetime.timedelta(days=int(cover[one.id] + 1e-9)))}
        ranked = sorted(self.on_sale(), key=lambda one: (cover[one.id] is None, round(cover[one.id] or 0, 6), one.id))
        _, answer = self.compare("get_days_of_cover", [row(one) for one in ranked], ["products_id"], limit=1000)
        self.assertEqual(answer["totals"], {"selling": sum(value is not None for value in cover.values()), "out_of_stock": sum(
            cover[one.id] is not None and one.stock <= 0 for one in self.on_sale())})
        short = [one for one in ranked if cover[one.id] is not None and cover[one.id] < 30]
        self.compare("get_days_of_cover", [row(one) for one in short], ["products_id"], below=30, limit=1000)
        long = [one for one in self.on_sale() if (cover[one.id] is None and one.stock > 0) or (cover[one.id] or 0) > 365]
        long.sort(key=lambda one: (cover[one.id] is not None, -round(cover[one.id] or 0, 6), one.id))
        self.compare("get_days_of_cover", [row(one) for one in long], ["products_id"], above=365, limit=1000)

    def test_sell_through(self):
        sold = self.sold(30)
        start = {one.id: one.stock + sold[one.id] for one in self.on_sale()}
        share = {key: 100 * sold[key] / value if value > 0 else None for key, value in start.items()}
        ranked = sorted(self.on_sale(), key=lambda one: (share[one.id] is None, -round(share[one.id] or 0, 6), -sold[one.id], one.id))
        wanted = [{"products_id": one.id, "start_qty": start[one.id] / 1000, "units_sold": sold[one.id] / 1000,
                   "end_qty": one.stock / 1000, "sell_through": share[one.id]} for one in ranked]
        _, answer = self.compare("get_sell_through", wanted, ["products_id"], limit=1000)
        there = [key for key, value in start.items() if value > 0]
        self.assertAlmostEqual(answer["totals"]["sell_through_all"],
                               100 * sum(sold[key] for key in there) / sum(start[key] for key in there), delta=0.051)

    def test_inventory_value(self):
        stock = [one for one in self.products.values() if 0 < one.stock < PARENT_M]
        top = lambda category: category if not self.parents.get(category) else top(self.parents[category])
        for by, group in (("category", lambda one: one.category if one.category in self.parents else None),
                          ("top_category", lambda one: top(one.category) if one.category in self.parents else None),
                          ("manufacturer", lambda one: one.maker)):
            groups = collections.defaultdict(list)
            for one in stock:
                groups[group(one)].append(one)
            retail = {key: total(times(one.stock, one.price or None) for one in members) for key, members in groups.items()}
            everything = sum(value for value in retail.values() if value)
            ranked = sorted(groups, key=lambda key: (-(retail[key] or 0), -sum(one.stock for one in groups[key]), key is None, key))
            wanted = [{"category_id": None if by == "manufacturer" else key, "products": len(groups[key]), "units": sum(one.stock for one in groups[key]) / 1000,
                       "retail_value": cents(retail[key], 7), "share_pct": 100 * (retail[key] or 0) / everything,
                       "cost_value": cents(total(times(one.stock, one.cost or None) for one in groups[key]), 7),
                       "unpriced": sum(not one.price for one in groups[key]),
                       "uncosted": sum(not one.cost for one in groups[key])} for key in ranked]
            _, answer = self.compare("get_inventory_value", wanted, ["category_id", "products"], by=by, limit=1000)
            self.assertEqual(answer["totals"]["total_retail_value"], cents(everything, 7))
            self.assertEqual(answer["totals"]["total_units"], sum(one.stock for one in stock) / 1000)

    def summary(self, since, until):
        """(orders, thousandths, revenue in 1e-7, charged in 1e-4) of the counted orders of [since, until)."""
        orders = {key for key, (when, status, _) in self.orders.items() if status in COUNTED and since <= when < until}
        lines = [line for line in self.lines if line.order in orders]
        return (len(orders), sum(line.units for line in lines), sum(times(line.units, line.price) or 0 for line in lines),
                sum(self.orders[key][2] or 0 for key in orders))

    def test_sales_summary(self):
        now, monday = "10:30:00", TODAY - datetime.timedelta(days=TODAY.weekday())
        night = lambda when: f"{when} 00:00:00"
        back = lambda days, when=TODAY: when - datetime.timedelta(days=days)
        later = night(TODAY + datetime.timedelta(days=1))
        date = datetime.date
        for params, since, until, compared_since, compared_until in (
                ({}, night(back(30)), night(TODAY), night(back(60)), night(back(30))),
                ({"period": "today", "compare": "week_before"}, night(TODAY), later, night(back(7)), f"{back(7)} {now}"),
                ({"period": "yesterday"}, night(back(1)), night(TODAY), night(back(2)), night(back(1))),
                ({"period": "this_week"}, night(monday), later, night(back(7, monday)), f"{back(7)} {now}"),
                ({"period": "this_month"}, night(date(2026, 11, 1)), later, night(date(2026, 10, 1)), f"2026-10-22 {now}"),
                ({"period": "last_month", "compare": "year_before"}, night(date(2026, 10, 1)), night(date(2026, 11, 1)),
                 night(date(2025, 10, 1)), night(date(2025, 11, 1))),
                ({"period": "this_year"}, night(date(2026, 1, 1)), later, night(date(2025, 1, 1)), f"2025-11-22 {now}")):
            orders, units, revenue, charged = self.summary(since, until)
            before = self.summary(compared_since, compared_until)
            row = {"name": "all", "orders_count": orders, "units": units / 1000, "revenue": cents(revenue, 7),
                   "orders_before": before[0], "units_before": before[1] / 1000, "revenue_before": cents(before[2], 7)}
            rows, answer = self.compare("get_sales_summary", [row], ["name"], **params)
            self.assertAlmostEqual(rows[0]["average"], revenue / 1e7 / orders, delta=0.006)
            self.assertAlmostEqual(rows[0]["revenue_change"], 100 * (revenue - before[2]) / before[2], delta=0.051)
            self.assertEqual(answer["totals"]["total_orders"], orders)
            self.assertEqual(answer["totals"]["charged"], cents(charged, 4))

    def test_sales_summary_by_day_and_category(self):
        days = collections.defaultdict(lambda: [set(), 0, 0])
        kinds = collections.defaultdict(lambda: [set(), 0, 0])
        for line in self.lines:
            if line.status in COUNTED and self.ago(30) <= line.when < self.ago(0):
                known = self.products.get(line.product)
                for group in (days[line.when[:10]], kinds[known.category if known else None]):
                    group[0].add(line.order)
                    group[1] += line.units
                    group[2] += times(line.units, line.price) or 0
        row = lambda group: {"orders_count": len(group[0]), "units": group[1] / 1000, "revenue": cents(group[2], 7)}
        self.compare("get_sales_summary", [{"name": key, **row(days[key])} for key in sorted(days)], ["name"], by="day", limit=1000)
        old = {self.products[line.product].category for line in self.lines
               if line.status in COUNTED and self.ago(60) <= line.when < self.ago(30)}
        for key in old:
            kinds[key]  # nothing lately is a row too, since there was something before
        ranked = sorted(kinds, key=lambda key: (-kinds[key][2], -kinds[key][1], key is None, key))
        self.compare("get_sales_summary", [{"category_id": key, **row(kinds[key])} for key in ranked], ["category_id"], by="category",
                     limit=1000)

    def test_returns(self):
        sold, back = self.sold(90, COUNTED | RETURNED), self.sold(90, RETURNED)
        money, orders = collections.Counter(), collections.defaultdict(set)
        for line in self.lines:
            if line.status in RETURNED and self.ago(90) <= line.when < self.ago(0):
                money[line.product] += times(line.units, line.price) or 0
                orders[line.product].add(line.order)
        ranked = sorted((key for key in back if back[key] > 0), key=lambda key: (-back[key], -round(100 * back[key] / sold[key], 6), key))
        wanted = [{"products_id": key, "sold": sold[key] / 1000, "returned": back[key] / 1000, "rate": 100 * back[key] / sold[key],
                   "orders_count": len(orders[key]), "refunded": cents(money[key], 7)} for key in ranked]
        _, answer = self.compare("get_returns_rate", wanted, ["products_id"], limit=1000)
        self.assertEqual(answer["totals"]["total_sold"], sum(sold.values()) / 1000)
        self.assertEqual(answer["totals"]["total_returned"], sum(back.values()) / 1000)

    def test_backorders(self):
        wanted = []
        for one in self.products.values():
            if one.stock >= 0:
                continue
            left, waits = -one.stock, []
            for line in sorted((line for line in self.lines if line.product == one.id and line.status in OPEN and line.units > 0),
                               key=lambda line: (line.when, line.order, line.id), reverse=True):
                if left > 0:
                    waits.append(line)
                    left -= line.units
            oldest = waits[-1] if waits else None
            wanted.append({"products_id": one.id, "backlog": -one.stock / 1000, "orders_count": len({line.order for line in waits}),
                           "oldest_order": oldest and oldest.order, "waiting_since": oldest and oldest.when[:10],
                           "waiting_days": oldest and (TODAY - day(oldest.when)).days, "unexplained": max(left, 0) / 1000,
                           "when": oldest.when if oldest else "9"})
        wanted.sort(key=lambda row: (row["when"], -row["backlog"], row["products_id"]))
        for row in wanted:
            del row["when"]
        _, answer = self.compare("get_backorders", wanted, ["products_id"], limit=1000)
        self.assertEqual(answer["totals"]["total_backlog"], sum(row["backlog"] for row in wanted))

    def test_records_to_be_corrected(self):
        active = sorted(self.on_sale())
        models = collections.defaultdict(list)
        for one in self.products.values():
            if one.active and one.model:
                models[one.model].append(one.id)
        named = {key for key, in self.shop.sql("SELECT products_id FROM products_description WHERE products_name <> ''")}
        wanted = []
        for issue, bad in (("negative", lambda one: one.stock < 0),
                           ("duplicate_model", lambda one: one.model and len(models[one.model]) > 1),
                           ("no_model", lambda one: not one.model), ("no_price", lambda one: not one.price),
                           ("no_category", lambda one: one.category not in self.parents and not self.within[one.id]),
                           ("no_name", lambda one: one.id not in named)):
            wanted += [{"products_id": one.id, "issue": issue} for one in active if bad(one)]
        self.compare("get_negative_or_bad_stock", wanted, ["issue", "products_id"], limit=5000)

    def test_new_products(self):
        sold = self.sold(60)
        first = {}
        for line in self.lines:
            if line.status in COUNTED and self.ago(60) <= line.when < self.ago(0):
                first[line.product] = min(first.get(line.product, "9"), line.when)
        fresh = [one for one in self.on_sale() if one.added >= self.ago(60)]
        fresh.sort(key=lambda one: (-day(one.added).toordinal(), -sold[one.id], one.id))
        wanted = []
        for one in fresh:
            age = (TODAY - day(one.added)).days
            peers = [other for other in self.on_sale() if other.added < self.ago(60) and other.category == one.category]
            wanted.append({"products_id": one.id, "first_seen": one.added[:10], "on_sale_days": age, "units_sold": sold[one.id] / 1000,
                           "first_sale": first[one.id][:10] if one.id in first else None,
                           "per_day": sold[one.id] / 1000 / age if age else None,
                           "peers_per_day": sum(sold[other.id] for other in peers) / 1000 / len(peers) / 60 if peers else None})
        self.compare("get_new_products", wanted, ["products_id"], limit=1000)

    def test_price_and_margin_exceptions(self):
        paid = collections.defaultdict(lambda: [0, 0])
        for line in self.lines:
            if line.status in COUNTED and self.ago(90) <= line.when < self.ago(0) and line.price is not None and line.units > 0:
                paid[line.product][0] += line.units
                paid[line.product][1] += line.units * line.price
        for least in (0.2, 0.45):
            wanted = []
            for one in self.on_sale():
                if not one.cost:
                    continue
                units, revenue = paid[one.id]
                margin = 100 * (one.price - one.cost) / one.price if one.price else None
                really = 100 * (revenue - one.cost * units) / revenue if revenue else None
                verdict = (1 if not one.price else 2 if one.price < one.cost else
                           3 if (one.price - one.cost) * 10000 < round(least * 10000) * one.price else
                           4 if (really is None and units) or (really is not None and really < 100 * least) else 0)
                if verdict:
                    wanted.append({"products_id": one.id, "margin": margin, "paid_margin": really, "verdict": verdict})
            wanted.sort(key=lambda row: (row["verdict"], row["paid_margin"] if row["verdict"] == 4 else row["margin"] or 0,
                                         row["products_id"]))
            for row in wanted:
                del row["verdict"]
            if wanted:
                self.compare("get_price_margin_exceptions", wanted, ["products_id"], min_margin=least, limit=1000)
            else:
                self.assertEqual(self.shop.query("get_price_margin_exceptions", min_margin=least)[0], [])
        self.assertGreater(len(wanted), 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
