-- The tables of a WooCommerce shop (8.2 or later, with high-performance order storage) that an analyst of stock
-- reads, with the names, columns, types and keys of WordPress and of WooCommerce's core. What differs is what
-- SQLite does not know: AUTO_INCREMENT and the width of unsigned integers are left out, and indexes stand alone,
-- without the length of a prefix.
--
-- Orders are in wc_orders, addresses and operational data beside it; wc_order_stats, wc_order_product_lookup and
-- wc_product_meta_lookup are what WooCommerce's own analytics keeps of them, typed and indexed. Products, their
-- variations and nothing of the orders are in posts; stock, price and SKU of both in wc_product_meta_lookup.
--
-- Tables come first, then the indexes: they are made after the rows, which is faster.

CREATE TABLE wp_posts (
  ID bigint unsigned NOT NULL,
  post_author bigint unsigned NOT NULL DEFAULT 0,
  post_date datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  post_date_gmt datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  post_content longtext NOT NULL,
  post_title text NOT NULL,
  post_excerpt text NOT NULL,
  post_status varchar(20) NOT NULL DEFAULT 'publish',
  comment_status varchar(20) NOT NULL DEFAULT 'open',
  ping_status varchar(20) NOT NULL DEFAULT 'open',
  post_password varchar(255) NOT NULL DEFAULT '',
  post_name varchar(200) NOT NULL DEFAULT '',
  to_ping text NOT NULL,
  pinged text NOT NULL,
  post_modified datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  post_modified_gmt datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  post_content_filtered longtext NOT NULL,
  post_parent bigint unsigned NOT NULL DEFAULT 0,
  guid varchar(255) NOT NULL DEFAULT '',
  menu_order int(11) NOT NULL DEFAULT 0,
  post_type varchar(20) NOT NULL DEFAULT 'post',
  post_mime_type varchar(100) NOT NULL DEFAULT '',
  comment_count bigint(20) NOT NULL DEFAULT 0,
  PRIMARY KEY (ID)
);

CREATE TABLE wp_postmeta (
  meta_id bigint unsigned NOT NULL,
  post_id bigint unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) DEFAULT NULL,
  meta_value longtext,
  PRIMARY KEY (meta_id)
);

CREATE TABLE wp_terms (
  term_id bigint unsigned NOT NULL,
  name varchar(200) NOT NULL DEFAULT '',
  slug varchar(200) NOT NULL DEFAULT '',
  term_group bigint(10) NOT NULL DEFAULT 0,
  PRIMARY KEY (term_id)
);

CREATE TABLE wp_term_taxonomy (
  term_taxonomy_id bigint unsigned NOT NULL,
  term_id bigint unsigned NOT NULL DEFAULT 0,
  taxonomy varchar(32) NOT NULL DEFAULT '',
  description longtext NOT NULL,
  parent bigint unsigned NOT NULL DEFAULT 0,
  count bigint(20) NOT NULL DEFAULT 0,
  PRIMARY KEY (term_taxonomy_id)
);

CREATE TABLE wp_term_relationships (
  object_id bigint unsigned NOT NULL DEFAULT 0,
  term_taxonomy_id bigint unsigned NOT NULL DEFAULT 0,
  term_order int(11) NOT NULL DEFAULT 0,
  PRIMARY KEY (object_id, term_taxonomy_id)
);

CREATE TABLE wp_comments (
  comment_ID bigint unsigned NOT NULL,
  comment_post_ID bigint unsigned NOT NULL DEFAULT 0,
  comment_author tinytext NOT NULL,
  comment_author_email varchar(100) NOT NULL DEFAULT '',
  comment_author_url varchar(200) NOT NULL DEFAULT '',
  comment_author_IP varchar(100) NOT NULL DEFAULT '',
  comment_date datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  comment_date_gmt datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  comment_content text NOT NULL,
  comment_karma int(11) NOT NULL DEFAULT 0,
  comment_approved varchar(20) NOT NULL DEFAULT '1',
  comment_agent varchar(255) NOT NULL DEFAULT '',
  comment_type varchar(20) NOT NULL DEFAULT 'comment',
  comment_parent bigint unsigned NOT NULL DEFAULT 0,
  user_id bigint unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (comment_ID)
);

CREATE TABLE wp_wc_product_meta_lookup (
  product_id bigint(20) NOT NULL,
  sku varchar(100) NULL DEFAULT '',
  global_unique_id varchar(100) NULL DEFAULT '',
  virtual tinyint(1) NULL DEFAULT 0,
  downloadable tinyint(1) NULL DEFAULT 0,
  min_price decimal(19,4) NULL DEFAULT NULL,
  max_price decimal(19,4) NULL DEFAULT NULL,
  onsale tinyint(1) NULL DEFAULT 0,
  stock_quantity double NULL DEFAULT NULL,
  stock_status varchar(100) NULL DEFAULT 'instock',
  rating_count bigint(20) NULL DEFAULT 0,
  average_rating decimal(3,2) NULL DEFAULT 0.00,
  total_sales bigint(20) NULL DEFAULT 0,
  tax_status varchar(100) NULL DEFAULT 'taxable',
  tax_class varchar(100) NULL DEFAULT '',
  PRIMARY KEY (product_id)
);

CREATE TABLE wp_wc_orders (
  id bigint unsigned NOT NULL,
  status varchar(20) NULL,
  currency varchar(10) NULL,
  type varchar(20) NULL,
  tax_amount decimal(26,8) NULL,
  total_amount decimal(26,8) NULL,
  customer_id bigint unsigned NULL,
  billing_email varchar(320) NULL,
  date_created_gmt datetime NULL,
  date_updated_gmt datetime NULL,
  parent_order_id bigint unsigned NULL,
  payment_method varchar(100) NULL,
  payment_method_title text NULL,
  transaction_id varchar(100) NULL,
  ip_address varchar(100) NULL,
  user_agent text NULL,
  customer_note text NULL,
  PRIMARY KEY (id)
);

CREATE TABLE wp_wc_order_addresses (
  id bigint unsigned NOT NULL,
  order_id bigint unsigned NOT NULL,
  address_type varchar(20) NULL,
  first_name text NULL,
  last_name text NULL,
  company text NULL,
  address_1 text NULL,
  address_2 text NULL,
  city text NULL,
  state text NULL,
  postcode text NULL,
  country text NULL,
  email varchar(320) NULL,
  phone varchar(100) NULL,
  PRIMARY KEY (id)
);

CREATE TABLE wp_wc_order_operational_data (
  id bigint unsigned NOT NULL,
  order_id bigint unsigned NULL,
  created_via varchar(100) NULL,
  woocommerce_version varchar(20) NULL,
  prices_include_tax tinyint(1) NULL,
  coupon_usages_are_counted tinyint(1) NULL,
  download_permission_granted tinyint(1) NULL,
  cart_hash varchar(100) NULL,
  new_order_email_sent tinyint(1) NULL,
  order_key varchar(100) NULL,
  order_stock_reduced tinyint(1) NULL,
  date_paid_gmt datetime NULL,
  date_completed_gmt datetime NULL,
  shipping_tax_amount decimal(26,8) NULL,
  shipping_total_amount decimal(26,8) NULL,
  discount_tax_amount decimal(26,8) NULL,
  discount_total_amount decimal(26,8) NULL,
  recorded_sales tinyint(1) NULL,
  PRIMARY KEY (id)
);

CREATE TABLE wp_wc_order_stats (
  order_id bigint unsigned NOT NULL,
  parent_id bigint unsigned NOT NULL DEFAULT 0,
  date_created datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  date_created_gmt datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  date_paid datetime DEFAULT '0000-00-00 00:00:00',
  date_completed datetime DEFAULT '0000-00-00 00:00:00',
  num_items_sold int(11) NOT NULL DEFAULT 0,
  total_sales double NOT NULL DEFAULT 0,
  tax_total double NOT NULL DEFAULT 0,
  shipping_total double NOT NULL DEFAULT 0,
  net_total double NOT NULL DEFAULT 0,
  returning_customer tinyint(1) DEFAULT NULL,
  status varchar(20) NOT NULL,
  customer_id bigint unsigned NOT NULL,
  PRIMARY KEY (order_id)
);

CREATE TABLE wp_wc_order_product_lookup (
  order_item_id bigint unsigned NOT NULL,
  order_id bigint unsigned NOT NULL,
  product_id bigint unsigned NOT NULL,
  variation_id bigint unsigned NOT NULL,
  customer_id bigint unsigned NULL,
  date_created datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  product_qty int(11) NOT NULL,
  product_net_revenue double NOT NULL DEFAULT 0,
  product_gross_revenue double NOT NULL DEFAULT 0,
  coupon_amount double NOT NULL DEFAULT 0,
  tax_amount double NOT NULL DEFAULT 0,
  shipping_amount double NOT NULL DEFAULT 0,
  shipping_tax_amount double NOT NULL DEFAULT 0,
  PRIMARY KEY (order_item_id)
);

CREATE TABLE wp_wc_customer_lookup (
  customer_id bigint unsigned NOT NULL,
  user_id bigint unsigned DEFAULT NULL,
  username varchar(60) NOT NULL DEFAULT '',
  first_name varchar(255) NOT NULL,
  last_name varchar(255) NOT NULL,
  email varchar(100) NULL DEFAULT NULL,
  date_last_active timestamp NULL DEFAULT NULL,
  date_registered timestamp NULL DEFAULT NULL,
  country char(2) NOT NULL DEFAULT '',
  postcode varchar(20) NOT NULL DEFAULT '',
  city varchar(100) NOT NULL DEFAULT '',
  state varchar(100) NOT NULL DEFAULT '',
  PRIMARY KEY (customer_id)
);

CREATE TABLE wp_woocommerce_order_items (
  order_item_id bigint unsigned NOT NULL,
  order_item_name text NOT NULL,
  order_item_type varchar(200) NOT NULL DEFAULT '',
  order_id bigint unsigned NOT NULL,
  PRIMARY KEY (order_item_id)
);

CREATE TABLE wp_woocommerce_order_itemmeta (
  meta_id bigint unsigned NOT NULL,
  order_item_id bigint unsigned NOT NULL,
  meta_key varchar(255) DEFAULT NULL,
  meta_value longtext NULL,
  PRIMARY KEY (meta_id)
);

-- Not of a WooCommerce: says who made this file and from what (schema.sql).
CREATE TABLE garden_shop_origin (
  name VARCHAR(32) NOT NULL,
  value VARCHAR(255) NOT NULL,
  PRIMARY KEY (name)
);

CREATE INDEX idx_posts_type_status_date ON wp_posts (post_type, post_status, post_date, ID);
CREATE INDEX idx_posts_parent ON wp_posts (post_parent);
CREATE INDEX idx_posts_name ON wp_posts (post_name);
CREATE INDEX idx_postmeta_post ON wp_postmeta (post_id);
CREATE INDEX idx_postmeta_key ON wp_postmeta (meta_key);
CREATE INDEX idx_terms_slug ON wp_terms (slug);
CREATE INDEX idx_terms_name ON wp_terms (name);
CREATE UNIQUE INDEX idx_term_taxonomy_term ON wp_term_taxonomy (term_id, taxonomy);
CREATE INDEX idx_term_taxonomy_taxonomy ON wp_term_taxonomy (taxonomy);
CREATE INDEX idx_term_relationships_taxonomy ON wp_term_relationships (term_taxonomy_id);
CREATE INDEX idx_comments_post ON wp_comments (comment_post_ID);
CREATE INDEX idx_comments_type ON wp_comments (comment_type);
CREATE INDEX idx_comments_approved_date ON wp_comments (comment_approved, comment_date_gmt);
CREATE INDEX idx_product_stock_status ON wp_wc_product_meta_lookup (stock_status);
CREATE INDEX idx_product_stock_quantity ON wp_wc_product_meta_lookup (stock_quantity);
CREATE INDEX idx_product_sku ON wp_wc_product_meta_lookup (sku);
CREATE INDEX idx_product_price ON wp_wc_product_meta_lookup (min_price, max_price);
CREATE INDEX idx_wc_orders_status ON wp_wc_orders (status);
CREATE INDEX idx_wc_orders_created ON wp_wc_orders (date_created_gmt);
CREATE INDEX idx_wc_orders_customer_email ON wp_wc_orders (customer_id, billing_email);
CREATE INDEX idx_wc_orders_type_status_date ON wp_wc_orders (type, status, date_created_gmt);
CREATE INDEX idx_wc_orders_parent ON wp_wc_orders (parent_order_id);
CREATE INDEX idx_wc_orders_updated ON wp_wc_orders (date_updated_gmt);
CREATE INDEX idx_order_addresses_order ON wp_wc_order_addresses (order_id);
CREATE UNIQUE INDEX idx_order_addresses_type ON wp_wc_order_addresses (address_type, order_id);
CREATE UNIQUE INDEX idx_order_operational_order ON wp_wc_order_operational_data (order_id);
CREATE INDEX idx_order_stats_created ON wp_wc_order_stats (date_created);
CREATE INDEX idx_order_stats_customer ON wp_wc_order_stats (customer_id);
CREATE INDEX idx_order_stats_status ON wp_wc_order_stats (status);
CREATE INDEX idx_order_products_order ON wp_wc_order_product_lookup (order_id);
CREATE INDEX idx_order_products_product ON wp_wc_order_product_lookup (product_id);
CREATE INDEX idx_order_products_customer ON wp_wc_order_product_lookup (customer_id);
CREATE INDEX idx_order_products_created ON wp_wc_order_product_lookup (date_created);
CREATE INDEX idx_customer_lookup_user ON wp_wc_customer_lookup (user_id);
CREATE INDEX idx_customer_lookup_email ON wp_wc_customer_lookup (email);
CREATE INDEX idx_order_items_order ON wp_woocommerce_order_items (order_id);
CREATE INDEX idx_order_itemmeta_item ON wp_woocommerce_order_itemmeta (order_item_id);
CREATE INDEX idx_order_itemmeta_key ON wp_woocommerce_order_itemmeta (meta_key);
