// The demo shop with what its generator knows of it, made once for all tests of this program.
#pragma once
#include <string>

#include "query_host.hpp"
#include "shop_data/demo.hpp"
#include "support/temp_dir.hpp"

namespace garden::queries::testing {

struct DemoShop {
  garden::testing::TempDir folder;
  shop_data::DemoSummary summary;
  Catalogue catalogue;
  base::Json settings;

  const shop_data::DemoTruth& truth() const { return *summary.truth; }
  std::string path() const { return folder.file("demo.db"); }
};

// Its last moment is 2026-11-22 10:30:00 in UTC, which is its zone.
const DemoShop& demo_shop();

// A host over it; settings and moment are set.
QueryHost& demo_host();

// The rows of a query on the demo shop; fails the test when there is an error.
QueryResult demo_result(const std::string& name, base::Json params = base::Json::object());

}  // namespace garden::queries::testing
