#include "report.hpp"

#include "garden/json.hpp"
#include "garden/json_writer.hpp"

namespace garden::probe {

std::string Report::to_json() const {
  json::Writer out;
  out.object().field("file", file);
  if (!name.empty()) out.field("name", name);
  if (!version.empty()) out.field("version", version);
  if (!abi.empty()) out.field("abi", abi);
  out.key("components").array();
  for (const auto& component : components) out.raw(component);
  out.end();
  if (!defects.empty()) out.field("refused", defects.front());
  out.key("defects").array();
  for (const auto& defect : defects) out.value(defect);
  out.end().key("warnings").array();
  for (const auto& warning : warnings) out.value(warning);
  out.end().end();
  return out.take();
}

std::string Report::to_text() const {
  std::string out = file + ": ";
  out += name.empty() ? "not described" : name + " " + version + ", ABI " + abi;
  out += '\n';
  for (const auto& component : components) {
    out += "  " + json::text(json::at(component, "kind")) + " " + json::text(json::at(component, "id")) +
           ": " + json::text(json::at(component, "description")) + "\n";
    const bool created = json::at(component, "created") == "true";
    out +=
        created ? "    created and destroyed" : "    not created: " + json::text(json::at(component, "note"));
    out += '\n';
  }
  for (const auto& defect : defects) out += "  defect: " + defect + "\n";
  for (const auto& warning : warnings) out += "  warning: " + warning + "\n";
  out += defects.empty() ? "  a host may load it\n" : "  a host refuses it\n";
  return out;
}

}  // namespace garden::probe
