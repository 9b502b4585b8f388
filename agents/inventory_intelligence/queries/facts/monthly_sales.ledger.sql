-- The same from the ledger, the months in one text: this month so far, the one before ...; zeros at the end left out.
SELECT p.products_id AS products_id, p.status AS products_status, p.model AS model, p.name AS name,
       p.manufacturer AS manufacturer, p.family AS family, p.available_m AS available, p.price AS price,
       p.cost AS cost, p.added AS added, 0 AS orders_count,
       0 AS units_365, NULL AS first_week, l.months AS months
FROM product_now p
LEFT JOIN sku_weeks l ON l.products_id = p.products_id
WHERE p.available_m < 1000 * :parent_stock_min AND (p.status = 1 OR p.available_m > 0)
ORDER BY p.status DESC, p.products_id
