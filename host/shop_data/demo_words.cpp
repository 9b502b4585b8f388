#include "shop_data/demo_words.hpp"

namespace garden::shop_data::words {
namespace {
constexpr std::string_view mood_list[] = {
    "Harbor",     "Ember",     "Thistle",   "Quarry",  "Willow", "Comet",       "Meadow",  "Saffron Hill",
    "Larkspur",   "Tundra",    "Orchard",   "Mistral", "Pebble", "Juniper",     "Lantern", "Drift",
    "Copperline", "Nightfall", "Fen",       "Cinder",  "Alder",  "Solstice",    "Bramble", "Estuary",
    "Garnet Row", "Hollow",    "Summit",    "Cascade", "Wren",   "Marble Arch", "Prairie", "Foxglove",
    "Lagoon Bay", "Canyon",    "Birchwood", "Zephyr"};

constexpr Word colour_list[] = {{"Teal", "Petrol", "Bleu canard", "Verde azulado"},
                                {"Cobalt", "Kobaltblau", "Cobalt", "Cobalto"},
                                {"Amber", "Bernstein", "Ambre", "Ámbar"},
                                {"Moss", "Moosgrün", "Mousse", "Musgo"},
                                {"Plum", "Pflaume", "Prune", "Ciruela"},
                                {"Ivory", "Elfenbein", "Ivoire", "Marfil"},
                                {"Slate", "Schiefer", "Ardoise", "Pizarra"},
                                {"Coral", "Koralle", "Corail", "Coral"},
                                {"Indigo", "Indigo", "Indigo", "Índigo"},
                                {"Peach", "Pfirsich", "Pêche", "Melocotón"},
                                {"Sage", "Salbei", "Sauge", "Salvia"},
                                {"Charcoal", "Anthrazit", "Anthracite", "Carbón"},
                                {"Aqua", "Aquamarin", "Aigue-marine", "Aguamarina"},
                                {"Lemon", "Zitrone", "Citron", "Limón"},
                                {"Violet", "Violett", "Violette", "Violeta"},
                                {"Rust", "Rost", "Rouille", "Óxido"},
                                {"Turquoise", "Türkis", "Turquoise", "Turquesa"},
                                {"Rose", "Rosé", "Rose", "Rosa"},
                                {"Olive", "Olive", "Olive", "Oliva"},
                                {"Sky Blue", "Himmelblau", "Bleu ciel", "Azul cielo"},
                                {"Chestnut", "Kastanie", "Châtaigne", "Castaño"},
                                {"Mint", "Minze", "Menthe", "Menta"},
                                {"Smoke", "Rauchgrau", "Fumée", "Humo"},
                                {"Tangerine", "Mandarine", "Mandarine", "Mandarina"},
                                {"Lilac", "Flieder", "Lilas", "Lila"},
                                {"Honey", "Honig", "Miel", "Miel"},
                                {"Fern", "Farn", "Fougère", "Helecho"},
                                {"Steel Blue", "Stahlblau", "Bleu acier", "Azul acero"},
                                {"Cranberry", "Preiselbeere", "Canneberge", "Arándano rojo"},
                                {"Pearl", "Perle", "Perle", "Perla"},
                                {"Crystal Clear", "Kristallklar", "Cristal", "Cristal claro"},
                                {"Raven Black", "Rabenschwarz", "Noir corbeau", "Negro cuervo"},
                                {"Snow White", "Schneeweiß", "Blanc neige", "Blanco nieve"},
                                {"Marigold", "Ringelblume", "Souci", "Caléndula"},
                                {"Seafoam", "Meeresgrün", "Écume", "Espuma de mar"},
                                {"Cocoa", "Kakao", "Cacao", "Cacao"}};

constexpr Word opacity_list[] = {{"Transparent", "transparent", "transparent", "transparente"},
                                 {"Opal", "opal", "opale", "opal"},
                                 {"Wispy", "wolkig", "nuageux", "nuboso"},
                                 {"Iridescent", "irisierend", "irisé", "iridiscente"}};

constexpr Word grain_list[] = {{"Powder", "Pulver", "Poudre", "Polvo"},
                               {"Fine Grain", "Feine Körnung", "Grain fin", "Grano fino"},
                               {"Medium Grain", "Mittlere Körnung", "Grain moyen", "Grano medio"},
                               {"Coarse Grain", "Grobe Körnung", "Gros grain", "Grano grueso"}};

constexpr Word rod_list[] = {{"Stringers", "Glasfäden", "Filaments", "Hilos de vidrio"},
                             {"Noodles", "Glasnudeln", "Nouilles de verre", "Fideos de vidrio"}};

constexpr Word mold_subject_list[] = {
    {"Heron", "Reiher", "Héron", "Garza"},
    {"Oak Leaf", "Eichenblatt", "Feuille de chêne", "Hoja de roble"},
    {"Starfish", "Seestern", "Étoile de mer", "Estrella de mar"},
    {"Snow Crystal", "Schneekristall", "Cristal de neige", "Cristal de nieve"},
    {"River Stone", "Flusskiesel", "Galet", "Canto rodado"},
    {"Sunflower", "Sonnenblume", "Tournesol", "Girasol"},
    {"Trout", "Forelle", "Truite", "Trucha"},
    {"Pine Cone", "Kiefernzapfen", "Pomme de pin", "Piña de pino"},
    {"Hedgehog", "Igel", "Hérisson", "Erizo"},
    {"Wave", "Welle", "Vague", "Ola"},
    {"Butterfly", "Schmetterling", "Papillon", "Mariposa"},
    {"Bee", "Biene", "Abeille", "Abeja"}};

constexpr Word mold_kind_list[] = {
    {"Casting Mold", "Gussform", "Moule à couler", "Molde de fundición"},
    {"Slumping Mold", "Absenkform", "Moule à affaisser", "Molde de termoformado"},
    {"Frit Mold", "Frittenform", "Moule à fritte", "Molde para frita"}};

constexpr Article tool_list[] = {
    {{"Pistol Grip Cutter", "Glasschneider mit Griff", "Coupe-verre à poignée", "Cortavidrios con mango"},
     28.50,
     .3,
     false},
    {{"Pencil Cutter", "Glasschneider Stiftform", "Coupe-verre crayon", "Cortavidrios lápiz"},
     14.95,
     .1,
     false},
    {{"Running Pliers", "Brechzange", "Pince à détacher", "Alicates de corte"}, 19.75, .5, false},
    {{"Grozing Pliers", "Kröselzange", "Pince à gruger", "Alicates de retoque"}, 16.40, .4, false},
    {{"Wheeled Nippers", "Rollenzange", "Pince à molettes", "Tenazas de ruedas"}, 24.90, .5, false},
    {{"Strip Cutter", "Streifenschneider", "Coupe-bandes", "Cortador de tiras"}, 89.00, 2.2, false},
    {{"Circle Cutter", "Kreisschneider", "Coupe-cercles", "Cortador de círculos"}, 64.00, 1.4, false},
    {{"Kiln Gloves", "Ofenhandschuhe", "Gants de four", "Guantes para horno"}, 31.25, .6, false},
    {{"Safety Glasses", "Schutzbrille", "Lunettes de sécurité", "Gafas de seguridad"}, 9.80, .2, false},
    {{"Diamond Hand Pad", "Diamant-Schleifpad", "Tampon diamanté", "Almohadilla de diamante"},
     12.60,
     .2,
     false},
    {{"Sifter Set", "Siebsatz", "Jeu de tamis", "Juego de tamices"}, 17.30, .3, false},
    {{"Frit Scoop", "Frittenschaufel", "Pelle à fritte", "Cuchara para frita"}, 6.45, .1, false}};

constexpr Article supply_list[] = {
    {{"Kiln Paper Roll", "Trennpapier Rolle", "Rouleau de papier de four", "Rollo de papel para horno"},
     22.40,
     1.1,
     false},
    {{"Kiln Wash", "Trennmittel", "Engobe de séparation", "Separador para horno"}, 13.20, 1, true},
    {{"Fiber Board", "Faserplatte", "Panneau de fibre", "Panel de fibra"}, 27.80, 1.6, false},
    {{"Glass Glue", "Glaskleber", "Colle pour verre", "Pegamento para vidrio"}, 7.90, .3, false},
    {{"Cutting Oil", "Schneidöl", "Huile de coupe", "Aceite de corte"}, 5.60, .3, false},
    {{"Kiln Shelf Round", "Ofenplatte rund", "Plaque de four ronde", "Placa redonda"}, 48.00, 6, false},
    {{"Kiln Posts", "Ofenstützen", "Quilles de four", "Soportes de horno"}, 18.60, 1.5, false},
    {{"Copper Wire", "Kupferdraht", "Fil de cuivre", "Alambre de cobre"}, 11.40, .4, false},
    {{"Dichroic Scrap", "Dichroitische Reste", "Chutes dichroïques", "Retales dicroicos"}, 46.00, 1, true},
    {{"Cullet Mix", "Scherbenmischung", "Mélange de calcin", "Mezcla de calcín"}, 6.80, 1, true},
    {{"Boron Spray", "Bornitrid-Spray", "Spray au bore", "Spray de boro"}, 36.50, .9, false},
    {{"Marker Set", "Markerset", "Jeu de marqueurs", "Juego de rotuladores"}, 8.30, .2, false}};

constexpr std::string_view first_en[] = {"Avery",  "Dana",  "Jordan", "Robin", "Casey", "Morgan",
                                         "Taylor", "Quinn", "Hazel",  "Owen",  "Nora",  "Felix",
                                         "Iris",   "Miles", "Ruth",   "Clara"};
constexpr std::string_view last_en[] = {"Ashdown",   "Brightwater", "Coppersmith",    "Dunmore",
                                        "Eastlake",  "Fairweather", "Glasscock-Reed", "Hathersage",
                                        "Inglewood", "Kettering",   "Longacre",       "Merriweather",
                                        "Northgate", "O'Tillery",   "Penhallow",      "Rookwood"};
constexpr std::string_view first_de[] = {"Jürgen", "Käthe", "Björn", "Anneliese",
                                         "Götz",   "Heike", "Lukas", "Mareike"};
constexpr std::string_view last_de[] = {"Müllerstein", "Schönfeldt", "Weißhaupt",  "Bäckermann",
                                        "Lindgrün",    "Großkopf",   "Tannenberg", "Übelacker"};
constexpr std::string_view first_fr[] = {"Zoé",    "Étienne", "Hélène", "Loïc",
                                         "Maëlle", "Benoît",  "Agnès",  "Thibault"};
constexpr std::string_view last_fr[] = {"Lefèvrier", "Beauséjour", "Châtelain", "Duvernoît",
                                        "Garçonnet", "Hautmesnil", "Poirèze",   "Vauquelin"};
constexpr std::string_view first_es[] = {"Íñigo",  "Begoña", "Ramón",   "Lucía",
                                         "Andrés", "Inés",   "Joaquín", "Pilar"};
constexpr std::string_view last_es[] = {"Peñalba",  "Núñoz",   "Valdecañas", "Ibargüen",
                                        "Montáñez", "Riofrío", "Cifuéntez",  "Albarracín"};

using City = std::array<std::string_view, 3>;
constexpr City cities_us[] = {{"Portland", "97201", "Oregon"},       {"Seattle", "98101", "Washington"},
                              {"Sacramento", "95814", "California"}, {"San Diego", "92101", "California"},
                              {"Tucson", "85701", "Arizona"},        {"Denver", "80202", "Colorado"},
                              {"Austin", "78701", "Texas"},          {"Asheville", "28801", "North Carolina"},
                              {"Columbus", "43085", "Ohio"},         {"Rochester", "14604", "New York"},
                              {"Madison", "53703", "Wisconsin"},     {"Santa Fe", "87501", "New Mexico"}};
constexpr City cities_ca[] = {{"Vancouver", "V5K 0A1", "British Columbia"},
                              {"Montréal", "H1A 0A1", "Québec"},
                              {"Halifax", "B3H 0A1", "Nova Scotia"}};
constexpr City cities_gb[] = {
    {"Bristol", "BS1 1AA", ""}, {"Leeds", "LS1 1AA", ""}, {"Norwich", "NR1 1AA", ""}};
constexpr City cities_de[] = {{"Köln", "50667", ""}, {"München", "80331", ""}, {"Lübeck", "23552", ""}};
constexpr City cities_fr[] = {{"Besançon", "25000", ""}, {"Nîmes", "30000", ""}, {"Nantes", "44000", ""}};
constexpr City cities_es[] = {{"A Coruña", "15001", ""}, {"Málaga", "29001", ""}, {"León", "24001", ""}};

constexpr Country country_list[] = {
    {"United States", .77, "USD", 1, first_en, last_en, cities_us, "{n} Example Street", "555-01{n}"},
    {"Canada", .06, "USD", 1, first_en, last_en, cities_ca, "{n} Sample Avenue", "555-01{n}"},
    {"United Kingdom", .04, "USD", 1, first_en, last_en, cities_gb, "{n} Specimen Road", "01632 9600{n}"},
    {"Germany", .06, "EUR", .92, first_de, last_de, cities_de, "Musterstraße {n}", "030 230000{n}"},
    {"France", .04, "EUR", .92, first_fr, last_fr, cities_fr, "{n} rue de l'Exemple", "01 99 00 00 {n}"},
    {"Spain", .03, "EUR", .92, first_es, last_es, cities_es, "Calle Ejemplo {n}", "910 00 00 {n}"}};
}  // namespace

const std::span<const std::string_view> colour_moods = mood_list;
const std::span<const Word> colours = colour_list;
const std::span<const Word> opacities = opacity_list;
const std::span<const Word> grains = grain_list;
const std::span<const Word> rods = rod_list;
const std::span<const Word> mold_subjects = mold_subject_list;
const std::span<const Word> mold_kinds = mold_kind_list;
const std::span<const Article> tools = tool_list;
const std::span<const Article> supplies = supply_list;
const std::span<const Country> countries = country_list;
const Word size{"Size", "Größe", "Taille", "Tamaño"};
const Word frit{"Frit", "Fritte", "Fritte", "Frita"};
const Word weight{"Weight", "Gewicht", "Poids", "Peso"};
const Word by_the_pound{"by the Pound", "pfundweise", "à la livre", "por libra"};

}  // namespace garden::shop_data::words
