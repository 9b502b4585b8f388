-- The tables of a shop of the osCommerce / Zen Cart family: those an analyst of stock reads, with the columns
-- and keys such a shop has. The demo shop and imported exports are made with it, so a named query that runs
-- here runs there. It is plain enough for SQLite and for MySQL and its relatives; INTEGER alone with PRIMARY
-- KEY makes SQLite use the id as the row's address.
--
-- Differences from a stock Zen Cart, all of them found in real shops: products_cost is there; products_price,
-- final_price and order_total may be NULL, which means "not known" (an imported export has no prices).
-- Dates are the shop's own time, 'YYYY-MM-DD HH:MM:SS'. Quantities are FLOAT and may be fractions.
-- Here, a product that comes in sizes has its family as master category, and that category's parent too.
--
-- Tables come first, then the indexes: they are made after the rows, which is faster.

CREATE TABLE languages (
  languages_id INTEGER NOT NULL,
  name VARCHAR(32) NOT NULL,
  code CHAR(2) NOT NULL,
  sort_order INTEGER,
  PRIMARY KEY (languages_id)
);

CREATE TABLE manufacturers (
  manufacturers_id INTEGER NOT NULL,
  manufacturers_name VARCHAR(32) NOT NULL,
  date_added DATETIME,
  last_modified DATETIME,
  PRIMARY KEY (manufacturers_id)
);

CREATE TABLE categories (
  categories_id INTEGER NOT NULL,
  parent_id INTEGER NOT NULL DEFAULT 0,
  sort_order INTEGER,
  date_added DATETIME,
  last_modified DATETIME,
  categories_status INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (categories_id)
);

CREATE TABLE categories_description (
  categories_id INTEGER NOT NULL,
  language_id INTEGER NOT NULL DEFAULT 1,
  categories_name VARCHAR(128) NOT NULL DEFAULT '',
  PRIMARY KEY (categories_id, language_id)
);

CREATE TABLE products (
  products_id INTEGER NOT NULL,
  products_quantity FLOAT NOT NULL DEFAULT 0,
  products_model VARCHAR(64),
  products_price DECIMAL(15,4),
  products_cost DECIMAL(15,4),
  products_date_added DATETIME NOT NULL,
  products_last_modified DATETIME,
  products_weight FLOAT NOT NULL DEFAULT 0,
  products_status INTEGER NOT NULL DEFAULT 0,
  manufacturers_id INTEGER,
  products_ordered FLOAT NOT NULL DEFAULT 0,
  master_categories_id INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (products_id)
);

CREATE TABLE products_description (
  products_id INTEGER NOT NULL,
  language_id INTEGER NOT NULL DEFAULT 1,
  products_name VARCHAR(191) NOT NULL DEFAULT '',
  products_description TEXT,
  PRIMARY KEY (products_id, language_id)
);

CREATE TABLE products_to_categories (
  products_id INTEGER NOT NULL,
  categories_id INTEGER NOT NULL,
  PRIMARY KEY (products_id, categories_id)
);

CREATE TABLE customers (
  customers_id INTEGER NOT NULL,
  customers_firstname VARCHAR(32) NOT NULL DEFAULT '',
  customers_lastname VARCHAR(32) NOT NULL DEFAULT '',
  customers_email_address VARCHAR(96) NOT NULL DEFAULT '',
  customers_telephone VARCHAR(32) NOT NULL DEFAULT '',
  PRIMARY KEY (customers_id)
);

CREATE TABLE orders (
  orders_id INTEGER NOT NULL,
  customers_id INTEGER NOT NULL DEFAULT 0,
  customers_name VARCHAR(64) NOT NULL DEFAULT '',
  customers_company VARCHAR(64),
  customers_street_address VARCHAR(64) NOT NULL DEFAULT '',
  customers_city VARCHAR(32) NOT NULL DEFAULT '',
  customers_postcode VARCHAR(10) NOT NULL DEFAULT '',
  customers_state VARCHAR(32),
  customers_country VARCHAR(64) NOT NULL DEFAULT '',
  customers_telephone VARCHAR(32) NOT NULL DEFAULT '',
  customers_email_address VARCHAR(96) NOT NULL DEFAULT '',
  delivery_name VARCHAR(64) NOT NULL DEFAULT '',
  delivery_street_address VARCHAR(64) NOT NULL DEFAULT '',
  delivery_city VARCHAR(32) NOT NULL DEFAULT '',
  delivery_country VARCHAR(64) NOT NULL DEFAULT '',
  billing_name VARCHAR(64) NOT NULL DEFAULT '',
  billing_street_address VARCHAR(64) NOT NULL DEFAULT '',
  billing_city VARCHAR(32) NOT NULL DEFAULT '',
  billing_state VARCHAR(32),
  billing_country VARCHAR(64) NOT NULL DEFAULT '',
  payment_method VARCHAR(128) NOT NULL DEFAULT '',
  shipping_method VARCHAR(128),
  coupon_code VARCHAR(32) NOT NULL DEFAULT '',
  cc_type VARCHAR(20),
  cc_owner VARCHAR(64),
  cc_number VARCHAR(32),
  cc_expires VARCHAR(4),
  last_modified DATETIME,
  date_purchased DATETIME NOT NULL,
  orders_status INTEGER NOT NULL DEFAULT 0,
  orders_date_finished DATETIME,
  currency CHAR(3),
  currency_value DECIMAL(14,6),
  order_total DECIMAL(15,4),
  order_tax DECIMAL(15,4),
  ip_address VARCHAR(96) NOT NULL DEFAULT '',
  PRIMARY KEY (orders_id)
);

CREATE TABLE orders_products (
  orders_products_id INTEGER NOT NULL,
  orders_id INTEGER NOT NULL DEFAULT 0,
  products_id INTEGER NOT NULL DEFAULT 0,
  products_model VARCHAR(64),
  products_name VARCHAR(191) NOT NULL DEFAULT '',
  products_price DECIMAL(15,4),
  final_price DECIMAL(15,4),
  products_tax DECIMAL(7,4) NOT NULL DEFAULT 0,
  products_quantity FLOAT NOT NULL DEFAULT 0,
  PRIMARY KEY (orders_products_id)
);

CREATE TABLE orders_total (
  orders_total_id INTEGER NOT NULL,
  orders_id INTEGER NOT NULL DEFAULT 0,
  title VARCHAR(191) NOT NULL DEFAULT '',
  text VARCHAR(191) NOT NULL DEFAULT '',
  value DECIMAL(15,4) NOT NULL DEFAULT 0,
  class VARCHAR(32) NOT NULL DEFAULT '',
  sort_order INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (orders_total_id)
);

CREATE TABLE orders_status (
  orders_status_id INTEGER NOT NULL,
  language_id INTEGER NOT NULL DEFAULT 1,
  orders_status_name VARCHAR(32) NOT NULL DEFAULT '',
  sort_order INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (orders_status_id, language_id)
);

CREATE TABLE orders_status_history (
  orders_status_history_id INTEGER NOT NULL,
  orders_id INTEGER NOT NULL DEFAULT 0,
  orders_status_id INTEGER NOT NULL DEFAULT 0,
  date_added DATETIME NOT NULL,
  customer_notified INTEGER DEFAULT 0,
  comments TEXT,
  PRIMARY KEY (orders_status_history_id)
);

-- Not of a Zen Cart: says who made this file and from what, so that nobody takes it for a live shop and no
-- later run replaces a file that is something else.
CREATE TABLE garden_shop_origin (
  name VARCHAR(32) NOT NULL,
  value VARCHAR(255) NOT NULL,
  PRIMARY KEY (name)
);

CREATE INDEX idx_manufacturers_name ON manufacturers (manufacturers_name);
CREATE INDEX idx_categories_parent ON categories (parent_id, categories_id);
CREATE INDEX idx_categories_description_name ON categories_description (categories_name);
CREATE INDEX idx_products_date_added ON products (products_date_added);
CREATE INDEX idx_products_status ON products (products_status);
CREATE INDEX idx_products_model ON products (products_model);
CREATE INDEX idx_products_master_category ON products (master_categories_id);
CREATE INDEX idx_products_manufacturer ON products (manufacturers_id);
CREATE INDEX idx_products_description_name ON products_description (products_name);
CREATE INDEX idx_products_to_categories ON products_to_categories (categories_id, products_id);
CREATE INDEX idx_customers_email ON customers (customers_email_address);
CREATE INDEX idx_orders_status ON orders (orders_status, orders_id, customers_id);
CREATE INDEX idx_orders_date ON orders (date_purchased);
CREATE INDEX idx_orders_customer ON orders (customers_id, orders_id);
CREATE INDEX idx_orders_status_date ON orders (orders_status, date_purchased, orders_id);
CREATE INDEX idx_orders_products_order ON orders_products (orders_id, products_id);
CREATE INDEX idx_orders_products_product ON orders_products (products_id, orders_id);
CREATE INDEX idx_orders_total_order ON orders_total (orders_id, class);
CREATE INDEX idx_orders_total_class ON orders_total (class);
CREATE INDEX idx_orders_status_name ON orders_status (orders_status_name);
CREATE INDEX idx_orders_status_history ON orders_status_history (orders_id, orders_status_id);
