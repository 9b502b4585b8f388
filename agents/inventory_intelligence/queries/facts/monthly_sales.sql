-- A product a row: what it is, and what it sold in each calendar month; m0 is this month so far, m24 two years ago.
WITH monthly AS (
  SELECT op.products_id AS products_id,
         12 * (CAST(SUBSTR(:today, 1, 4) AS SIGNED INTEGER) - CAST(SUBSTR(o.date_purchased, 1, 4) AS SIGNED INTEGER))
           + CAST(SUBSTR(:today, 6, 2) AS SIGNED INTEGER) - CAST(SUBSTR(o.date_purchased, 6, 2) AS SIGNED INTEGER) AS month_no,
         CAST(ROUND(1e3 * op.products_quantity) AS SIGNED INTEGER) AS units
  FROM orders o
  JOIN orders_products op ON op.orders_id = o.orders_id
  WHERE o.orders_status IN (:counted_statuses)
    AND o.date_purchased >= :since_762 AND o.date_purchased < :today
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
  FROM monthly l
  GROUP BY l.products_id
)
SELECT p.products_id AS products_id, p.products_status AS products_status, p.products_model AS model,
       COALESCE(NULLIF(d.products_name, ''), NULLIF(f.products_name, ''),
                (SELECT x.products_name FROM products_description x
                 WHERE x.products_id = p.products_id AND x.products_name <> ''
                 ORDER BY x.language_id LIMIT 1)) AS name,
       mf.manufacturers_name AS manufacturer, p.master_categories_id AS family,
       CAST(ROUND(1e3 * p.products_quantity) AS SIGNED INTEGER) AS available,
       CAST(ROUND(1e4 * p.products_price) AS SIGNED INTEGER) AS price,
       CAST(ROUND(1e4 * p.products_cost) AS SIGNED INTEGER) AS cost,
       p.products_date_added AS added, 0 AS orders_count,
       0 AS units_365, NULL AS first_week,
       s.m0 AS m0, s.m1 AS m1, s.m2 AS m2, s.m3 AS m3, s.m4 AS m4, s.m5 AS m5, s.m6 AS m6, s.m7 AS m7, s.m8 AS m8, s.m9 AS m9,
       s.m10 AS m10, s.m11 AS m11, s.m12 AS m12, s.m13 AS m13, s.m14 AS m14, s.m15 AS m15, s.m16 AS m16, s.m17 AS m17, s.m18 AS m18, s.m19 AS m19,
       s.m20 AS m20, s.m21 AS m21, s.m22 AS m22, s.m23 AS m23, s.m24 AS m24
FROM products p
LEFT JOIN sold s ON s.products_id = p.products_id
LEFT JOIN manufacturers mf ON mf.manufacturers_id = p.manufacturers_id
LEFT JOIN products_description d ON d.products_id = p.products_id AND d.language_id = :language_id
LEFT JOIN products_description f ON f.products_id = p.products_id AND f.language_id = :fallback_language_id
WHERE p.products_quantity < :parent_stock_min
  AND (p.products_status = 1 OR p.products_quantity > 0)
ORDER BY p.products_status DESC, p.products_id
