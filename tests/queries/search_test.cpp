// Goal: words of a person find the row that is meant, the best one first, and who is exact gets exactly that.
// Method: ranks of texts, and many matches through BestMatches.
#include "queries/search.hpp"

#include <catch2/catch.hpp>

using garden::queries::BestMatches;
using garden::queries::Matcher;

namespace {
std::optional<int> rank(std::string_view wanted, std::vector<std::string> texts) {
  return Matcher(wanted).rank(texts);
}
}  // namespace

TEST_CASE("the better the match the lower its rank") {
  const std::vector<std::string> texts{"LM-1011-3", "Yuletide Red Opal 6&quot;x6&quot;"};
  CHECK(rank("lm-1011-3", texts) == 0);
  CHECK(rank("LM 10113", texts) == 1);
  CHECK(rank("yuletide", texts) == 2);
  CHECK(rank("red opal", texts) == 3);
  CHECK(rank("opal red 1011", texts) == 4);
  CHECK(rank("6\"x6\"", texts) == 3);
  CHECK_FALSE(rank("blue opal", texts));
  CHECK_FALSE(rank("", texts));
  CHECK_FALSE(rank("?!", texts));
  CHECK_FALSE(rank("x", {}));
  CHECK(rank("rosé", {"ROSE transparent"}) == 2);
}

TEST_CASE("the best matches are kept without keeping all") {
  BestMatches best(3);
  for (std::int64_t id = 1000; id > 0; --id) best.add({id % 2 == 0 ? 3 : 2, id});
  auto found = best.sorted();
  REQUIRE(found.size() == 3);
  CHECK(found[0].id == 1);
  CHECK(found[1].id == 3);
  CHECK(found[2].id == 5);
  CHECK(best.total() == 1000);
}

TEST_CASE("an exact match leaves the others out") {
  BestMatches best(10);
  for (std::int64_t id = 1; id <= 5; ++id) best.add({2, id});
  best.add({0, 9});
  best.add({1, 7});
  CHECK(best.total() == 2);
  auto found = best.sorted();
  REQUIRE(found.size() == 2);
  CHECK(found[0].id == 9);
  CHECK(found[1].id == 7);
}
