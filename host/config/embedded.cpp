#include "config/embedded.hpp"

#include "config/configuration.hpp"

namespace garden::config {

std::string_view embedded_file(std::string_view name) {
  for (const auto& file : embedded_files())
    if (file.name == name) return file.text;
  return {};
}

std::string_view embedded_schema(std::string_view file) {
  return file.ends_with(".schema.json") ? embedded_file(file) : std::string_view();
}

std::string_view embedded_demo() { return embedded_file("demo.yaml"); }

base::Result<Schema> load_embedded_schema(std::string_view file) {
  auto text = embedded_schema(file);
  if (text.empty()) return base::fail(base::Code::not_found, "there is no schema " + std::string(file));
  auto schema = Schema::parse(text, embedded_schema);
  if (!schema) schema.error().where = std::string(file) + schema.error().where;
  return schema;
}

}  // namespace garden::config
