#!/usr/bin/env python3
"""Goal: forecasts and classes of every product are those of a second computation from the shop's file.

Method: tests/inventory/forecast_reference.py computes class, method, forecast and its errors by definition; ABC and XYZ are
sorted and summed here.
"""
import datetime
import statistics
import unittest

from second_shop import TODAY, Shop
import forecast_reference  # by the path that second_shop adds


class DemoShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = Shop()
        cls.addClassCleanup(cls.shop.close)
        cls.sales = cls.shop.sales(365)
        cls.ages = {key: (TODAY - datetime.date.fromisoformat(added)).days for key, added in cls.shop.sql(
            "SELECT products_id, substr(products_date_added, 1, 10) FROM products WHERE products_status = 1")}

    def weeks(self, product):
        return self.shop.weeks(self.sales.get(product, {}), self.ages[product])

    def test_every_forecast(self):
        rows, answer = self.shop.query("get_demand_forecast", limit=10000, horizon=60)
        wanted = {key for key in self.ages if sum(self.weeks(key)) > 0}
        self.assertEqual({row["products_id"] for row in rows}, wanted)
        self.assertEqual([row["units"] for row in rows], sorted((row["units"] for row in rows), reverse=True))
        errors = sold = 0.0
        for row in rows:
            derived = forecast_reference.answer(self.weeks(row["products_id"]), False)
            kind, adi, cv2, method, following, wape = derived[0], derived[1], derived[2], derived[6], derived[9], derived[12]
            self.assertEqual((row["demand"], row["method"]), (kind, method), row)
            self.assertAlmostEqual(row["adi"], adi, delta=0.006)
            self.assertAlmostEqual(row["cv2"], cv2, delta=0.006)
            self.assertAlmostEqual(row["week_mean"], following, delta=0.006)
            self.assertAlmostEqual(row["units"], following * 60 / 7, delta=0.06)
            self.assertGreaterEqual(row["week_p90"], row["week_p50"])
            if wape == "-":
                self.assertIsNone(row["wape"])
                continue
            self.assertAlmostEqual(row["wape"], wape, delta=0.006)
            actual = sum(self.weeks(row["products_id"])[-derived[11]:])
            sold += actual
            errors += wape * actual
        self.assertGreater(len(rows), 200)
        self.assertGreater(answer["totals"]["wape_all"], 0)

    def test_classes(self):
        rows, answer = self.shop.query("get_demand_class", limit=10000)
        sold = {key for key in self.ages if sum(self.weeks(key)) > 0}
        self.assertEqual({row["products_id"] for row in rows}, sold)
        self.assertEqual([row["units_sold"] for row in rows], sorted((row["units_sold"] for row in rows), reverse=True))
        for row in rows:
            weeks = self.weeks(row["products_id"])
            derived = forecast_reference.answer(weeks, False)
            self.assertEqual((row["demand"], row["method"]), (derived[0], derived[6]), row)
            self.assertEqual((row["weeks"], row["weeks_sold"]), (len(weeks), sum(week > 0 for week in weeks)))
            for name, at in (("adi", 1), ("cv2", 2), ("week_mean", 3)):
                self.assertAlmostEqual(row[name], derived[at], delta=0.006)
        for kind in ("smooth", "erratic", "intermittent", "lumpy"):
            count = sum(row["demand"] == kind for row in rows)
            self.assertEqual(answer["totals"][f"{kind}_products"], count)
            only, _ = self.shop.query("get_demand_class", limit=10000, demand=kind)
            self.assertEqual([row["products_id"] for row in only],
                             [row["products_id"] for row in rows if row["demand"] == kind])
        short, _ = self.shop.query("get_demand_class", limit=10000, weeks=20)
        for row in short:
            derived = forecast_reference.profile(self.weeks(row["products_id"])[-20:])
            self.assertEqual(row["demand"], derived[0], row)

    def test_accuracy(self):
        rows, answer = self.shop.query("get_forecast_accuracy", limit=10000)
        self.assertEqual([row["error"] for row in rows], sorted((row["error"] for row in rows), reverse=True))
        sums = [0.0, 0.0, 0.0]
        biased = 0
        for row in rows:
            weeks = self.weeks(row["products_id"])
            derived = forecast_reference.answer(weeks, False)
            count, wape, bias = derived[11:14]
            actual = sum(weeks[-count:])
            self.assertEqual(row["test_weeks"], count)
            self.assertAlmostEqual(row["actual"], actual, delta=0.06)
            if wape == "-":
                self.assertIsNone(row["wape"])
                self.assertIsNone(row["bias"])
            else:
                self.assertAlmostEqual(row["wape"], wape, delta=0.006)
                self.assertAlmostEqual(row["bias"], bias, delta=0.006)
                self.assertAlmostEqual(row["error"], wape * actual, delta=0.06)
                self.assertAlmostEqual(row["forecast"], actual * (1 + bias), delta=0.06)
                if wape > 0:
                    signal = -bias * count / wape
                    self.assertAlmostEqual(row["tracking_signal"], signal, delta=0.06)
                    biased += abs(signal) > 4
                    says = "forecasts too little" if signal > 4 else "forecasts too much" if signal < -4 else None
                    self.assertEqual(row["remark"], says)
            sums = [a + b for a, b in zip(sums, (row["actual"], row["error"], row["forecast"] - row["actual"]))]
        self.assertGreater(len(rows), 200)
        self.assertAlmostEqual(answer["totals"]["wape_all"], 100 * sums[1] / sums[0], delta=1)
        self.assertAlmostEqual(answer["totals"]["bias_all"], 100 * sums[2] / sums[0], delta=1)
        self.assertEqual(answer["totals"]["biased"], biased)

    def test_one_product_even_if_it_never_sold(self):
        unsold = [key for key in self.ages if not self.sales.get(key)]
        self.assertTrue(unsold)
        model = self.shop.sql("SELECT products_model FROM products WHERE products_model IS NOT NULL AND products_id IN (%s)"
                              % ",".join(map(str, unsold)))[0][0]
        rows, _ = self.shop.query("get_demand_forecast", model=model)
        self.assertEqual([(row["demand"], row["method"], row["units"], row["wape"]) for row in rows],
                         [("none", "none", 0, None)])

    def test_abc_and_xyz(self):
        rows, answer = self.shop.query("get_abc_xyz", limit=10000)
        worth = dict(self.shop.sql(
            "SELECT l.products_id, SUM(CAST(ROUND(1e3 * l.products_quantity) AS INT) * CAST(ROUND(1e4 * l.final_price) AS INT)) "
            "FROM orders_products l JOIN orders o ON o.orders_id = l.orders_id WHERE o.orders_status IN (1, 2, 3, 4) "
            "AND o.date_purchased >= ? AND o.date_purchased < ? GROUP BY 1", self.shop.days_ago(365), self.shop.days_ago(0)))
        ranked = sorted(self.ages, key=lambda key: (-(worth.get(key) or 0), key))
        total = sum(max(worth.get(key) or 0, 0) for key in ranked)
        self.assertEqual([row["products_id"] for row in rows], ranked)
        before = 0
        for row, key in zip(rows, ranked):
            mine = worth.get(key) or 0
            letter = "U" if mine <= 0 else "A" if before < .8 * total else "B" if before < .95 * total else "C"
            first = max(self.sales.get(key, {0: 0}))
            if letter in "CU" and max(self.ages[key], -(-first // 7) * 7) < 60:
                letter = "N"
            before += max(mine, 0)
            self.assertEqual(row["abc"], letter, row)
            weeks = self.weeks(key)
            cv = statistics.stdev(weeks) / statistics.fmean(weeks) if len(weeks) > 1 and sum(weeks) else None
            steady = "?" if cv is None or len(weeks) < 12 else "X" if cv <= .5 else "Y" if cv <= 1 else "Z"
            self.assertEqual(row["xyz"], steady, row)
            self.assertAlmostEqual(row["cum_pct"], 100 * before / total, delta=0.011)
        self.assertEqual(answer["totals"]["a_products"], sum(row["abc"] == "A" for row in rows))


if __name__ == "__main__":
    unittest.main(verbosity=2)
