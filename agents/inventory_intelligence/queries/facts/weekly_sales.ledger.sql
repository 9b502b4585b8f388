-- The same from the ledger, the weeks in one text, with the days without stock of each. Of orders only so much is known
-- that they are no fewer.
SELECT p.products_id AS products_id, p.status AS products_status, p.model AS model, p.name AS name,
       p.manufacturer AS manufacturer, p.family AS family, p.available_m AS available, p.price AS price,
       p.cost AS cost, p.added AS added, (SELECT SUM(n.n365) FROM sku_window n) AS orders_count,
       COALESCE(w.u365, 0) AS units_365, w.first_week AS first_week, w.r365 AS revenue_365,
       w.largest_7 AS largest_line, l.weeks AS weeks, l.out_weeks AS out_weeks,
       CASE WHEN w.out_365 > 0 THEN (SELECT n.pace_days_365 FROM sku_paces n
                                     WHERE n.products_id = p.products_id) ELSE 365 END AS pace_days
FROM product_now p
LEFT JOIN sku_window w ON w.products_id = p.products_id
LEFT JOIN sku_weeks l ON l.products_id = p.products_id
WHERE p.available_m < 1000 * :parent_stock_min AND (p.status = 1 OR p.available_m > 0)
ORDER BY p.status DESC, p.products_id
