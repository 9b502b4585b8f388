-- The same from the ledger, whose days are numbers since 1970: the year and month of a day by the arithmetic of the
-- Gregorian calendar, in years that begin with March (so a leap day is the last).
WITH numbered AS (
  SELECT DISTINCT s.day AS day, s.day + 719468 - (s.day + 719468) / 146097 * 146097 AS of_era,
         (s.day + 719468) / 146097 AS era
  FROM sales_day s
  WHERE s.day >= :day_since_762 AND s.day < :day_today
  UNION ALL
  SELECT :day_today AS day, :day_today + 719468 - (:day_today + 719468) / 146097 * 146097 AS of_era,
         (:day_today + 719468) / 146097 AS era
), years AS (
  SELECT n.day AS day, n.of_era AS of_era,
         (n.of_era - n.of_era / 1460 + n.of_era / 36524 - n.of_era / 146096) / 365 AS year_of_era, n.era AS era
  FROM numbered n
), months AS (
  SELECT y.day AS day,
         12 * (y.year_of_era + 400 * y.era)
           + (5 * (y.of_era - 365 * y.year_of_era - y.year_of_era / 4 + y.year_of_era / 100) + 2) / 153 AS month_no
  FROM years y
), sums AS (
  SELECT s.products_id AS products_id, t.month_no - m.month_no AS month_no, SUM(s.units_m) AS units
  FROM months t
  JOIN months m ON m.day < :day_today
  JOIN sales_day s ON s.day = m.day
  WHERE t.day = :day_today
  GROUP BY s.products_id, t.month_no - m.month_no
), sold AS (
  SELECT l.products_id AS products_id,
         SUM(CASE WHEN l.month_no = 0 THEN l.units ELSE 0 END) AS m0, SUM(CASE WHEN l.month_no = 1 THEN l.units ELSE 0 END) AS m1,
         SUM(CASE WHEN l.month_no = 2 THEN l.units ELSE 0 END) AS m2, SUM(CASE WHEN l.month_no = 3 THEN l.units ELSE 0 END) AS m3,
         SUM(CASE WHEN l.month_no = 4 THEN l.units ELSE 0 END) AS m4, SUM(CASE WHEN l.month_no = 5 THEN l.units ELSE 0 END) AS m5,
         SUM(CASE WHEN l.month_no = 6 THEN l.units ELSE 0 END) AS m6, SUM(CASE WHEN l.month_no = 7 THEN l.units ELSE 0 END) AS m7,
         SUM(CASE WHEN l.month_no = 8 THEN l.units ELSE 0 END) AS m8, SUM(CASE WHEN l.month_no = 9 THEN l.units ELSE 0 END) AS m9,
         SUM(CASE WHEN l.month_no = 10 THEN l.units ELSE 0 END) AS m10, SUM(CASE WHEN l.month_no = 11 THEN l.units ELSE 0 END) AS m11,
         SUM(CASE WHEN l.month_no = 12 THEN l.units ELSE 0 END) AS m12, SUM(CASE WHEN l.month_no = 13 THEN l.units ELSE 0 END) AS m13,
         SUM(CASE WHEN l.month_no = 14 THEN l.units ELSE 0 END) AS m14, SUM(CASE WHEN l.month_no = 15 THEN l.units ELSE 0 END) AS m15,
         SUM(CASE WHEN l.month_no = 16 THEN l.units ELSE 0 END) AS m16, SUM(CASE WHEN l.month_no = 17 THEN l.units ELSE 0 END) AS m17,
         SUM(CASE WHEN l.month_no = 18 THEN l.units ELSE 0 END) AS m18, SUM(CASE WHEN l.month_no = 19 THEN l.units ELSE 0 END) AS m19,
         SUM(CASE WHEN l.month_no = 20 THEN l.units ELSE 0 END) AS m20, SUM(CASE WHEN l.month_no = 21 THEN l.units ELSE 0 END) AS m21,
         SUM(CASE WHEN l.month_no = 22 THEN l.units ELSE 0 END) AS m22, SUM(CASE WHEN l.month_no = 23 THEN l.units ELSE 0 END) AS m23,
         SUM(CASE WHEN l.month_no = 24 THEN l.units ELSE 0 END) AS m24
  FROM sums l
  GROUP BY l.products_id
)
SELECT p.products_id AS products_id, p.status AS products_status, p.model AS model, p.name AS name,
       p.manufacturer AS manufacturer, p.family AS family, p.available_m AS available, p.price AS price,
       p.cost AS cost, p.added AS added, 0 AS orders_count,
       0 AS units_365, NULL AS first_week,
       s.m0 AS m0, s.m1 AS m1, s.m2 AS m2, s.m3 AS m3, s.m4 AS m4, s.m5 AS m5, s.m6 AS m6, s.m7 AS m7, s.m8 AS m8, s.m9 AS m9,
       s.m10 AS m10, s.m11 AS m11, s.m12 AS m12, s.m13 AS m13, s.m14 AS m14, s.m15 AS m15, s.m16 AS m16, s.m17 AS m17, s.m18 AS m18, s.m19 AS m19,
       s.m20 AS m20, s.m21 AS m21, s.m22 AS m22, s.m23 AS m23, s.m24 AS m24
FROM product_now p
LEFT JOIN sold s ON s.products_id = p.products_id
WHERE p.available_m < 1000 * :parent_stock_min AND (p.status = 1 OR p.available_m > 0)
ORDER BY p.status DESC, p.products_id
