// Report: what garden-probe found out about one library, and the JSON in which it says so.
//
// garden-probe --json FILE prints one JSON object to its standard output and nothing else:
//   {"file": "acme.so",
//    "name": "acme", "version": "1.2.0", "abi": "1.0",          as far as they could be read
//    "components": [{"kind": "llm", "id": "acme", "description": "...", "reentrant": true,
//                    "config_schema": {...},
//                    "created": true | false, "note": "why not"}, ...],
//    "refused": "...",          the first defect, in a sentence; absent: a host may load the library
//    "defects": ["...", ...],   all of them
//    "warnings": ["...", ...]}  what a host can live with: noise on stdout, a create that refuses the example
// `created` is false with a note also when the schema gave no configuration to try. The exit status is 0
// without a defect, 1 with one, 2 when nothing was tried (usage, no such file). Without --json the same comes
// as lines to read. Members may be added. Threads: a plain value.
#pragma once
#include <string>
#include <vector>

namespace garden::probe {

struct Report {
  std::string file, name, version, abi;
  std::vector<std::string> components;  // each as JSON
  std::vector<std::string> defects, warnings;

  std::string to_json() const;
  std::string to_text() const;
};

}  // namespace garden::probe
