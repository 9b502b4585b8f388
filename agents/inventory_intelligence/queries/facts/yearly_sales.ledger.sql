-- The same from the ledger.
SELECT p.products_id AS products_id, p.status AS products_status, p.model AS model, p.name AS name,
       p.manufacturer AS manufacturer, p.family AS family, p.available_m AS available, p.price AS price,
       p.cost AS cost, p.added AS added, 0 AS orders_count,
       COALESCE(w.u365, 0) AS units_365, NULL AS first_week, w.r365 AS revenue_365,
       CASE WHEN w.last_sale >= :day_since_365 THEN w.last_sale END AS last_sale
FROM product_now p
LEFT JOIN sku_window w ON w.products_id = p.products_id
WHERE p.available_m < 1000 * :parent_stock_min AND (p.status = 1 OR p.available_m > 0)
ORDER BY p.status DESC, p.products_id
