-- A product a row: what it is, and what it sold in the last 365 days.
WITH sold AS (
  SELECT op.products_id AS products_id,
         SUM(CAST(ROUND(1e3 * op.products_quantity) AS SIGNED INTEGER)) AS units_365,
         SUM(CAST(ROUND(1e3 * op.products_quantity) AS SIGNED INTEGER)
             * CAST(ROUND(1e4 * op.final_price) AS SIGNED INTEGER)) AS revenue_365,
         MAX(CASE WHEN op.products_quantity > 0 THEN SUBSTR(o.date_purchased, 1, 10) END) AS last_sale
  FROM orders o
  JOIN orders_products op ON op.orders_id = o.orders_id
  WHERE o.orders_status IN (:counted_statuses)
    AND o.date_purchased >= :since_365 AND o.date_purchased < :today
  GROUP BY op.products_id
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
       COALESCE(s.units_365, 0) AS units_365, NULL AS first_week,
       s.revenue_365 AS revenue_365, s.last_sale AS last_sale
FROM products p
LEFT JOIN sold s ON s.products_id = p.products_id
LEFT JOIN manufacturers mf ON mf.manufacturers_id = p.manufacturers_id
LEFT JOIN products_description d ON d.products_id = p.products_id AND d.language_id = :language_id
LEFT JOIN products_description f ON f.products_id = p.products_id AND f.language_id = :fallback_language_id
WHERE p.products_quantity < :parent_stock_min
  AND (p.products_status = 1 OR p.products_quantity > 0)
ORDER BY p.products_status DESC, p.products_id
