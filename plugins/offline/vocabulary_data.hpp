// The words behind vocabulary.hpp, as data. A line gives a meaning and the phrases for it, written without
// accents and separated by bars; endings (-s, -ing, -ed) need no extra entry. A meaning may be several
// ("recent order"). Longer phrases win over shorter ones, so "about to run out" is not "run out".
#pragma once
#include <string_view>

namespace garden::offline {

struct Meaning {
  std::string_view names;
  std::string_view phrases;
};

inline constexpr Meaning kMeanings[] = {
    {"stockout",
     "out of stock|stock out|stockout|sold out|sell out|no stock|zero stock|zero inventory|zero quantity|"
     "no inventory|nothing left|none left|nothing in stock|not in stock|not have in stock|no longer in stock|"
     "ran out|run out|run dry|at zero|off zero|oversold|over sold|negative stock|negative quantity|below "
     "zero|negative inventory|"
     "stock at zero|empty shelf|unavailable|gone|missing from stock|ausverkauft|nicht vorratig|"
     "nicht auf lager|kein bestand|keinen bestand|agotado|agotados|sin stock|sin existencias|en rupture|"
     "rupture de stock|epuise|epuises"},
    {"lowstock",
     "low stock|low in stock|low on stock|low inventory|low on inventory|stock low|run low|low|short on|"
     "short of|about to run out|going to run out|will run out|running out|run out soon|run out next|"
     "run out first|sell out soon|will sell out|nearly out|almost out|nearly gone|almost gone|get low|"
     "understock|under stocked|bald ausverkauft|geht aus|bald aus|gehen aus|wenig bestand|knapp|niedriger "
     "bestand|"
     "pocas existencias|poco stock|stock bajo|bajo stock|bajas existencias|stock faible|faible stock|"
     "bientot epuise|presque epuise"},
    {"reorder",
     "reorder|re order|reordering|restock|re stock|replenish|replenishment|need to order|needs ordering|"
     "need ordering|should i order|should we order|what to order|must order|to buy|should i buy|should we "
     "buy|"
     "buy more|buy next|order more|order next|order first|order again|buying list|buy list|"
     "purchase order|nachbestellen|nachbestellt|bestellen|reponer|reabastecer|reapprovisionner|recommander|"
     "commander"},
    {"bestseller",
     "what sells best|what sells most|what is selling best|best seller|bestseller|best "
     "selling|bestselling|sold best|sell best|selling best|sold the best|"
     "best sold|top seller|top selling|top product|top item|top sku|best product|best item|most sold|"
     "sold most|sell most|sells most|selling most|sold the most|sell the most|most popular|popular|"
     "hottest|hot item|hot product|winner|biggest seller|star product|best performing|best performer|"
     "meistverkauft|meistverkaufte|meistverkauften|am besten verkauft|verkauft sich am "
     "besten|verkaufsschlager|"
     "topseller|mas vendido|mas vendidos|mas vendida|mejor vendido|mejores ventas|plus vendu|plus vendus|"
     "meilleures ventes|se vend le mieux"},
    {"velocity",
     "velocity|sales velocity|what is selling|what s selling|what sells|how fast|how quickly|sales "
     "speed|sell speed|selling speed|"
     "rate of sale|sales rate|sell rate|selling rate|unit per day|units a day|sold per day|sell per day|"
     "sales per day|daily sales|pace|fast moving|fast mover|fastest|sell fast|selling fast|turn rate|"
     "verkaufsgeschwindigkeit|wie schnell|"
     "velocidad de venta|velocidad|que tan rapido|vitesse de vente|vitesse|a quelle vitesse"},
    {"overstock",
     "overstock|over stock|over stocked|too much stock|too much inventory|too much|too many|excess stock|"
     "excess inventory|excess|surplus|more than we need|more stock than|tied up|uberbestand|zu viel bestand|"
     "zu viel|exceso|exceso de stock|sobrestock|demasiado stock|surstock|trop de stock|excedent"},
    {"deadstock",
     "dead stock|dead inventory|dead|deadstock|not selling|not sell|never sold|does not sell|do not sell|"
     "did not sell|doesn t sell|don t sell|no sale|not sold|unsold|nobody buys|no one buys|stale|gathering "
     "dust|sits on the shelf|ladenhuter|"
     "verkauft sich nicht|no se vende|sin ventas|sin rotacion|ne se vend pas|invendu|invendus"},
    {"slow",
     "what sells worst|what sells slowest|what is selling worst|sell worst|sold worst|worst seller|worst "
     "selling|sell least|sold least|least sold|sell the least|sold the least|slow moving|slow mover|slow "
     "seller|slow selling|slowest|slowest moving|slowest selling|sell slow|hardly sell|barely sell|"
     "langsamdreher|verkauft sich langsam|se vende poco|poca rotacion|se vend mal|rotation lente"},
    {"backorder",
     "backorder|back order|back ordered|backordered|backlog|owe|owed|owe to customer|owed to customer|"
     "owing to customer|"
     "ruckstand|ruckstande|lieferruckstand|pedidos pendientes|reliquat"},
    {"sellthrough",
     "sell through|sell through rate|sold through|selling through|percent sold|percentage sold|share sold|"
     "abverkaufsquote|abverkauf|taux d ecoulement"},
    {"return",
     "return|return rate|refund|refund rate|come back|came back|sent back|send back|retoure|retouren|"
     "ruckgabe|devolucion|devoluciones|reembolso|retour"},
    {"margin",
     "margin|profit|below cost|under cost|at a loss|lose money|losing money|marge|margen|gewinnspanne"},
    {"newproduct",
     "new product|new item|new article|new arrival|newest product|newest item|new sku|newly added|recently "
     "added|lately added|new in the shop|new in shop|neue produkte|neue artikel|nuevos productos|nouveaux "
     "produits"},
    {"baddata",
     "data quality|bad data|bad stock data|wrong data|wrong stock|bad stock|inventory data|stock data|data "
     "error|error|mistake|to correct|correct|clean up|cleanup|fehler|errores|erreur"},
    {"duplicate", "duplicate|twice|doppelt|duplicado|duplicados|doublon|doublons"},
    {"seasonal", "season|seasonal|deadline|christmas|holiday|pre order|preorder|saison|temporada"},
    {"cutting", "cut|cutting|cut plan|conversion|schneiden|cortar|decouper"},
    {"order",
     "order|purchase|invoice|checkout|bestellung|bestellungen|auftrag|auftrage|pedido|pedidos|commande"},
    {"recent order",
     "recent order|latest order|newest order|last order|order history|past order|order lately|"
     "letzte bestellungen|letzten bestellungen|neueste bestellungen|ultimos pedidos|pedidos "
     "recientes|dernieres commandes|"
     "commandes recentes"},
    {"recent", "recent|recently|latest|newest|lately"},
    {"detail",
     "detail|content|contain|what is in|what was in|line|break down|breakdown|inhalt|detalle|contenu"},
    {"category", "category|department|section|kategorie|kategorien|categoria|categorias|categorie"},
    {"statistic",
     "statistic|stat|in all|in total|altogether|overall|database|how many product|how many sku|how many "
     "item|how big|"
     "total number|table size|row count|statistik|estadistica|estadisticas|statistique|datenbank|"
     "base de datos|base de donnees"},
    {"overview",
     "overview|summary|summarize|summarise|morning report|report|status|big picture|how are we doing|how did "
     "we do|how is "
     "business|"
     "how is the shop|how is the store|what is going on|what happened|what is new|what s new|briefing|"
     "anything urgent|needs attention|need attention|what should i do|what should we "
     "do|uberblick|resumen|apercu"},
    {"product",
     "product|item|article|sku|artikel|produkt|produkte|producto|productos|articulo|produit|article"},
    {"stock",
     "stock|inventory|in stock|what is in stock|on "
     "hand|quantity|quantities|available|availability|left|remain|carry|carried|bestand|vorrat|lager|"
     "existencias|inventario|inventaire|en stock"},
    {"sell",
     "sell|sold|sale|seller|selling|verkauf|verkauft|verkaufe|verkaufen|venta|ventas|vendido|vendidos|"
     "vendre|vendu|vente|ventes"},
    {"revenue",
     "revenue|turnover|income|taking|takings|money made|earn|earning|sales value|umsatz|ingresos|facturacion|"
     "chiffre d affaires|recettes"},
    {"money", "money|value|worth|dollar|amount|wert|valor|valeur"},
    {"unit", "unit|piece|pcs|sheet|stuck|stucke|unidad|unidades|unite|unites"},
    {"customer", "customer|buyer|client|shopper|kunde|kunden|cliente|clientes"},
    {"price", "price|cost|preis|preise|precio|precios|prix"},
    {"maker",
     "manufacturer|maker|brand|vendor|supplier|hersteller|lieferant|fabricante|proveedor|fabricant|"
     "fournisseur"},
    {"model", "model|sku code|part number|item number|article number|product number|modell|modelo|modele"},
    {"trend", "trend|growing|declining|rising|falling|growth|decline|compared"},
    {"runout",
     "when do we run out|when will we run out|when does it run out|when will it run out|day do product run "
     "out|"
     "sell out before|run out before|before we run out|stockout ahead|stockout be ahead|stockout forecast|"
     "stock out forecast|forecast of stockout|run out date"},
    {"purchaseplan", "purchase plan|plan a purchase|plan the purchase|draft a purchase"},
    {"reorderpoint", "reorder point|reorder suggestion|reorder level|safety stock|inventory position"},
    {"cover",
     "cover|coverage|days of cover|days of stock|days cover|how long will|how long does|how long do|last how "
     "long|stock last|reichweite|cobertura|couverture"},
};

}  // namespace garden::offline
