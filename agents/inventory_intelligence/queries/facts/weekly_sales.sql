-- A product a row: what it is, and what it sold in each of the last 52 weeks. w1 are the last seven whole
-- days; first_week is the earliest with a sale (53: the day before them), largest_line the largest order line of w1.
WITH placed AS (
  SELECT o.orders_id AS orders_id,
         CASE
              WHEN o.date_purchased >= :since_7 THEN 1 WHEN o.date_purchased >= :since_14 THEN 2
              WHEN o.date_purchased >= :since_21 THEN 3 WHEN o.date_purchased >= :since_28 THEN 4
              WHEN o.date_purchased >= :since_35 THEN 5 WHEN o.date_purchased >= :since_42 THEN 6
              WHEN o.date_purchased >= :since_49 THEN 7 WHEN o.date_purchased >= :since_56 THEN 8
              WHEN o.date_purchased >= :since_63 THEN 9 WHEN o.date_purchased >= :since_70 THEN 10
              WHEN o.date_purchased >= :since_77 THEN 11 WHEN o.date_purchased >= :since_84 THEN 12
              WHEN o.date_purchased >= :since_91 THEN 13 WHEN o.date_purchased >= :since_98 THEN 14
              WHEN o.date_purchased >= :since_105 THEN 15 WHEN o.date_purchased >= :since_112 THEN 16
              WHEN o.date_purchased >= :since_119 THEN 17 WHEN o.date_purchased >= :since_126 THEN 18
              WHEN o.date_purchased >= :since_133 THEN 19 WHEN o.date_purchased >= :since_140 THEN 20
              WHEN o.date_purchased >= :since_147 THEN 21 WHEN o.date_purchased >= :since_154 THEN 22
              WHEN o.date_purchased >= :since_161 THEN 23 WHEN o.date_purchased >= :since_168 THEN 24
              WHEN o.date_purchased >= :since_175 THEN 25 WHEN o.date_purchased >= :since_182 THEN 26
              WHEN o.date_purchased >= :since_189 THEN 27 WHEN o.date_purchased >= :since_196 THEN 28
              WHEN o.date_purchased >= :since_203 THEN 29 WHEN o.date_purchased >= :since_210 THEN 30
              WHEN o.date_purchased >= :since_217 THEN 31 WHEN o.date_purchased >= :since_224 THEN 32
              WHEN o.date_purchased >= :since_231 THEN 33 WHEN o.date_purchased >= :since_238 THEN 34
              WHEN o.date_purchased >= :since_245 THEN 35 WHEN o.date_purchased >= :since_252 THEN 36
              WHEN o.date_purchased >= :since_259 THEN 37 WHEN o.date_purchased >= :since_266 THEN 38
              WHEN o.date_purchased >= :since_273 THEN 39 WHEN o.date_purchased >= :since_280 THEN 40
              WHEN o.date_purchased >= :since_287 THEN 41 WHEN o.date_purchased >= :since_294 THEN 42
              WHEN o.date_purchased >= :since_301 THEN 43 WHEN o.date_purchased >= :since_308 THEN 44
              WHEN o.date_purchased >= :since_315 THEN 45 WHEN o.date_purchased >= :since_322 THEN 46
              WHEN o.date_purchased >= :since_329 THEN 47 WHEN o.date_purchased >= :since_336 THEN 48
              WHEN o.date_purchased >= :since_343 THEN 49 WHEN o.date_purchased >= :since_350 THEN 50
              WHEN o.date_purchased >= :since_357 THEN 51 WHEN o.date_purchased >= :since_364 THEN 52
              ELSE 53 END AS week_no
  FROM orders o
  WHERE o.orders_status IN (:counted_statuses)
    AND o.date_purchased >= :since_365 AND o.date_purchased < :today
), weekly AS (
  SELECT op.products_id AS products_id, l.week_no AS week_no,
         SUM(CAST(ROUND(1e3 * op.products_quantity) AS SIGNED INTEGER)) AS units,
         MAX(CAST(ROUND(1e3 * op.products_quantity) AS SIGNED INTEGER)) AS largest,
         SUM(CAST(ROUND(1e3 * op.products_quantity) AS SIGNED INTEGER)
             * CAST(ROUND(1e4 * op.final_price) AS SIGNED INTEGER)) AS revenue
  FROM placed l
  JOIN orders_products op ON op.orders_id = l.orders_id
  GROUP BY op.products_id, l.week_no
), sold AS (
  SELECT w.products_id AS products_id, SUM(w.units) AS units_365, SUM(w.revenue) AS revenue_365,
         MAX(CASE WHEN w.week_no = 1 THEN w.largest END) AS largest_line,
         MAX(CASE WHEN w.units > 0 THEN w.week_no END) AS first_week,
         SUM(CASE WHEN w.week_no = 1 THEN w.units ELSE 0 END) AS w1, SUM(CASE WHEN w.week_no = 2 THEN w.units ELSE 0 END) AS w2,
         SUM(CASE WHEN w.week_no = 3 THEN w.units ELSE 0 END) AS w3, SUM(CASE WHEN w.week_no = 4 THEN w.units ELSE 0 END) AS w4,
         SUM(CASE WHEN w.week_no = 5 THEN w.units ELSE 0 END) AS w5, SUM(CASE WHEN w.week_no = 6 THEN w.units ELSE 0 END) AS w6,
         SUM(CASE WHEN w.week_no = 7 THEN w.units ELSE 0 END) AS w7, SUM(CASE WHEN w.week_no = 8 THEN w.units ELSE 0 END) AS w8,
         SUM(CASE WHEN w.week_no = 9 THEN w.units ELSE 0 END) AS w9, SUM(CASE WHEN w.week_no = 10 THEN w.units ELSE 0 END) AS w10,
         SUM(CASE WHEN w.week_no = 11 THEN w.units ELSE 0 END) AS w11, SUM(CASE WHEN w.week_no = 12 THEN w.units ELSE 0 END) AS w12,
         SUM(CASE WHEN w.week_no = 13 THEN w.units ELSE 0 END) AS w13, SUM(CASE WHEN w.week_no = 14 THEN w.units ELSE 0 END) AS w14,
         SUM(CASE WHEN w.week_no = 15 THEN w.units ELSE 0 END) AS w15, SUM(CASE WHEN w.week_no = 16 THEN w.units ELSE 0 END) AS w16,
         SUM(CASE WHEN w.week_no = 17 THEN w.units ELSE 0 END) AS w17, SUM(CASE WHEN w.week_no = 18 THEN w.units ELSE 0 END) AS w18,
         SUM(CASE WHEN w.week_no = 19 THEN w.units ELSE 0 END) AS w19, SUM(CASE WHEN w.week_no = 20 THEN w.units ELSE 0 END) AS w20,
         SUM(CASE WHEN w.week_no = 21 THEN w.units ELSE 0 END) AS w21, SUM(CASE WHEN w.week_no = 22 THEN w.units ELSE 0 END) AS w22,
         SUM(CASE WHEN w.week_no = 23 THEN w.units ELSE 0 END) AS w23, SUM(CASE WHEN w.week_no = 24 THEN w.units ELSE 0 END) AS w24,
         SUM(CASE WHEN w.week_no = 25 THEN w.units ELSE 0 END) AS w25, SUM(CASE WHEN w.week_no = 26 THEN w.units ELSE 0 END) AS w26,
         SUM(CASE WHEN w.week_no = 27 THEN w.units ELSE 0 END) AS w27, SUM(CASE WHEN w.week_no = 28 THEN w.units ELSE 0 END) AS w28,
         SUM(CASE WHEN w.week_no = 29 THEN w.units ELSE 0 END) AS w29, SUM(CASE WHEN w.week_no = 30 THEN w.units ELSE 0 END) AS w30,
         SUM(CASE WHEN w.week_no = 31 THEN w.units ELSE 0 END) AS w31, SUM(CASE WHEN w.week_no = 32 THEN w.units ELSE 0 END) AS w32,
         SUM(CASE WHEN w.week_no = 33 THEN w.units ELSE 0 END) AS w33, SUM(CASE WHEN w.week_no = 34 THEN w.units ELSE 0 END) AS w34,
         SUM(CASE WHEN w.week_no = 35 THEN w.units ELSE 0 END) AS w35, SUM(CASE WHEN w.week_no = 36 THEN w.units ELSE 0 END) AS w36,
         SUM(CASE WHEN w.week_no = 37 THEN w.units ELSE 0 END) AS w37, SUM(CASE WHEN w.week_no = 38 THEN w.units ELSE 0 END) AS w38,
         SUM(CASE WHEN w.week_no = 39 THEN w.units ELSE 0 END) AS w39, SUM(CASE WHEN w.week_no = 40 THEN w.units ELSE 0 END) AS w40,
         SUM(CASE WHEN w.week_no = 41 THEN w.units ELSE 0 END) AS w41, SUM(CASE WHEN w.week_no = 42 THEN w.units ELSE 0 END) AS w42,
         SUM(CASE WHEN w.week_no = 43 THEN w.units ELSE 0 END) AS w43, SUM(CASE WHEN w.week_no = 44 THEN w.units ELSE 0 END) AS w44,
         SUM(CASE WHEN w.week_no = 45 THEN w.units ELSE 0 END) AS w45, SUM(CASE WHEN w.week_no = 46 THEN w.units ELSE 0 END) AS w46,
         SUM(CASE WHEN w.week_no = 47 THEN w.units ELSE 0 END) AS w47, SUM(CASE WHEN w.week_no = 48 THEN w.units ELSE 0 END) AS w48,
         SUM(CASE WHEN w.week_no = 49 THEN w.units ELSE 0 END) AS w49, SUM(CASE WHEN w.week_no = 50 THEN w.units ELSE 0 END) AS w50,
         SUM(CASE WHEN w.week_no = 51 THEN w.units ELSE 0 END) AS w51, SUM(CASE WHEN w.week_no = 52 THEN w.units ELSE 0 END) AS w52
  FROM weekly w
  GROUP BY w.products_id
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
       p.products_date_added AS added, (SELECT COUNT(*) FROM placed) AS orders_count,
       COALESCE(s.units_365, 0) AS units_365, s.first_week AS first_week,
       s.revenue_365 AS revenue_365, s.largest_line AS largest_line,
       s.w1 AS w1, s.w2 AS w2, s.w3 AS w3, s.w4 AS w4, s.w5 AS w5, s.w6 AS w6, s.w7 AS w7, s.w8 AS w8,
       s.w9 AS w9, s.w10 AS w10, s.w11 AS w11, s.w12 AS w12, s.w13 AS w13, s.w14 AS w14, s.w15 AS w15, s.w16 AS w16,
       s.w17 AS w17, s.w18 AS w18, s.w19 AS w19, s.w20 AS w20, s.w21 AS w21, s.w22 AS w22, s.w23 AS w23, s.w24 AS w24,
       s.w25 AS w25, s.w26 AS w26, s.w27 AS w27, s.w28 AS w28, s.w29 AS w29, s.w30 AS w30, s.w31 AS w31, s.w32 AS w32,
       s.w33 AS w33, s.w34 AS w34, s.w35 AS w35, s.w36 AS w36, s.w37 AS w37, s.w38 AS w38, s.w39 AS w39, s.w40 AS w40,
       s.w41 AS w41, s.w42 AS w42, s.w43 AS w43, s.w44 AS w44, s.w45 AS w45, s.w46 AS w46, s.w47 AS w47, s.w48 AS w48,
       s.w49 AS w49, s.w50 AS w50, s.w51 AS w51, s.w52 AS w52
FROM products p
LEFT JOIN sold s ON s.products_id = p.products_id
LEFT JOIN manufacturers mf ON mf.manufacturers_id = p.manufacturers_id
LEFT JOIN products_description d ON d.products_id = p.products_id AND d.language_id = :language_id
LEFT JOIN products_description f ON f.products_id = p.products_id AND f.language_id = :fallback_language_id
WHERE p.products_quantity < :parent_stock_min
  AND (p.products_status = 1 OR p.products_quantity > 0)
ORDER BY p.products_status DESC, p.products_id
